using System.Text;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>Over real sockets: whatever answers at a platform's URL, the right to ask goes nowhere else, nothing is printed, and the command ends.</summary>
public sealed class HostilePlatformTests
{
    private const string Json = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    private static Task<Ran> AskAsync(RawBroker platform, Terminal? terminal = null)
    {
        var cli = terminal ?? new Terminal { Connect = BrokerHttp.Create };
        cli.Environment["ACTIONS_ID_TOKEN_REQUEST_URL"] = $"{platform.Url}/token?v=2";
        cli.Environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "right.canary";
        return cli.RunAsync(["token", "--audience", "voidkey", "--retries", "0", "--debug"]);
    }

    [Fact]
    public async Task One_that_behaves_is_taken_at_its_word()
    {
        await using var platform = RawBroker.Answering("""{"value":"t.t.t"}""");

        Assert.Equal("t.t.t\n", (await AskAsync(platform)).Output);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var elsewhere = RawBroker.Answering("""{"value":"t.t.t"}""");
        await using var platform = RawBroker.Saying($"HTTP/1.1 {status} Moved\r\nLocation: {elsewhere.Url}/token\r\nContent-Length: 0\r\n\r\n");

        var ran = await AskAsync(platform);

        Assert.Equal((4, "", 1, 0), (ran.Exit, ran.Output, platform.Connections, elsewhere.Connections));
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not http at all\r\n\r\n", 6)]
    [InlineData("", 6)]
    [InlineData(Json + "Content-Length: 100\r\n\r\n{", 6)]
    [InlineData(Json + "Content-Length: 99999999999\r\n\r\n{", 4)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 4)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\u00ff\u00fe\u001b", 4)]
    public async Task Nonsense_is_a_failure(string answer, int exit)
    {
        await using var platform = RawBroker.Saying(answer);

        var ran = await AskAsync(platform);

        Assert.Equal((exit, ""), (ran.Exit, ran.Output));
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', ran.Errors);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        long sent = 0;
        await using var platform = new RawBroker(async (stream, ct) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(Json + "\r\n"), ct);
            var chunk = new byte[64 * 1024];
            Array.Fill(chunk, (byte)' ');
            for (; sent < 300_000_000; sent += chunk.Length) await stream.WriteAsync(chunk, ct);
        });

        var ran = await AskAsync(platform);

        Assert.Equal((4, ""), (ran.Exit, ran.Output));
        Assert.InRange(sent, 0, 50_000_000);
    }

    [Fact]
    public async Task A_drip_ends_with_the_time_limit()
    {
        var terminal = new Terminal { Connect = BrokerHttp.Create };
        await using var platform = new RawBroker(async (stream, ct) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(Json + "\r\n"), ct);
            for (var i = 0; ; i++)
            {
                await stream.WriteAsync(" "u8.ToArray(), ct);
                await Task.Yield();
                if (i % 10 == 9) terminal.Time.Advance(TimeSpan.FromSeconds(5));
                if (i > 100) await Task.Delay(Timeout.Infinite, ct);
            }
        });

        var ran = await AskAsync(platform, terminal);

        Assert.Equal((6, ""), (ran.Exit, ran.Output));
        Assert.Contains("did not hand out a token within 30s", ran.Errors, StringComparison.Ordinal);
    }
}
