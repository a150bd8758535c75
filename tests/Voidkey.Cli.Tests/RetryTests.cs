using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class RetryTests
{
    private static readonly CannedAnswer Good = Some.Mint(("X", "1"));

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_busy_broker_is_asked_again(int status)
    {
        var ran = await Terminal.RunAsync("mint A", CannedAnswer.Problem(status, "BUSY", "later"), CannedAnswer.Problem(status, "BUSY", "later"), Good);

        Assert.Equal(0, ran.Exit);
        Assert.Equal(3, ran.Requests.Count);
    }

    [Theory]
    [InlineData(400, 1)]
    [InlineData(401, 4)]
    [InlineData(403, 5)]
    [InlineData(404, 1)]
    [InlineData(405, 1)]
    [InlineData(413, 1)]
    [InlineData(415, 1)]
    [InlineData(500, 7)]
    [InlineData(502, 7)]
    public async Task Another_answer_is_final(int status, int exit)
    {
        var ran = await Terminal.RunAsync("mint A", CannedAnswer.Problem(status, "NO", "no"), Good);

        Assert.Equal((exit, "", 1), (ran.Exit, ran.Output, ran.Requests.Count));
    }

    [Fact]
    public async Task What_the_broker_asks_to_wait_is_waited()
    {
        var cli = Terminal.WithToken();

        var ran = await cli.RunAsync(["mint", "A"], CannedAnswer.Problem(429, "RATE_LIMIT_EXCEEDED", "slow", ("Retry-After", "7")), Good);

        Assert.Equal(0, ran.Exit);
        Assert.Contains(TimeSpan.FromSeconds(7), cli.Time.Waits);
    }

    [Fact]
    public async Task A_wait_beyond_the_time_limit_is_not_begun()
    {
        var ran = await Terminal.RunAsync("mint A --timeout 10", CannedAnswer.Problem(503, "SERVICE_UNAVAILABLE", "down", ("Retry-After", "10")), Good);

        Assert.Equal((7, "", 1), (ran.Exit, ran.Output, ran.Requests.Count));
        Assert.Contains("try again in 10s", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_signing_key_is_tried_once_more()
    {
        var unknown = CannedAnswer.Problem(401, "INVALID_TOKEN", "no", ("Retry-After", "1"));

        var accepted = await Terminal.RunAsync("mint A", unknown, Good);
        var refused = await Terminal.RunAsync("mint A", unknown, unknown, unknown, Good);

        Assert.Equal((0, 2), (accepted.Exit, accepted.Requests.Count));
        Assert.Equal((4, 2), (refused.Exit, refused.Requests.Count));
    }

    [Theory]
    [InlineData("0", 1)]
    [InlineData("5", 6)]
    public async Task The_number_of_tries_can_be_chosen(string retries, int requests)
    {
        var ran = await Terminal.RunAsync($"mint A --retries {retries}");

        Assert.Equal((6, requests), (ran.Exit, ran.Requests.Count));
    }
}
