using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class AdminTests
{
    private const string Record = """{"type":"voidkey.audit.reload","time":"2026-11-23T13:05:10.000Z","outcome":"loaded","previous":"a","configuration":"b"}""";

    [Theory]
    [InlineData("expired", 4)]
    [InlineData("not_operator", 5)]
    [InlineData("stopping", 6)]
    [InlineData("behind", 7)]
    [InlineData("something new", 6)]
    public async Task Why_the_record_ends_is_told_by_the_exit_code(string why, int exit)
    {
        var ran = await Terminal.WithToken().RunAsync(["admin", "audit", "--follow"], [Lines($"{Record}\n\n{{\"type\":\"voidkey.feed.ended\",\"why\":\"{why}\"}}\n")]);
        Assert.Equal((exit, "2026-11-23T13:05:10.000Z  reload  loaded  a → b\n"), (ran.Exit, ran.Output));
    }

    [Theory]
    [InlineData("application/x-ndjson", "no json\n", 7)]
    [InlineData("application/x-ndjson", "[]\n", 7)]
    [InlineData("application/x-ndjson", "{\"type\":\"voi", 6)]
    [InlineData("text/html", "<html>", 7)]
    public async Task A_list_that_is_none_is_a_failure_and_prints_nothing(string type, string body, int exit)
    {
        var ran = await Terminal.WithToken().RunAsync(["admin", "audit"], [new CannedAnswer(200, type, body)]);
        Assert.Equal((exit, ""), (ran.Exit, ran.Output));
    }

    [Fact]
    public async Task A_line_without_end_is_not_read_for_ever()
    {
        var ran = await Terminal.WithToken().RunAsync(["admin", "audit"], [Lines("{\"a\":\"" + new string('x', 2 * 1024 * 1024))]);
        Assert.Equal((7, ""), (ran.Exit, ran.Output));
        Assert.Contains("1 MiB", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_record_is_no_failure()
    {
        var ran = await Terminal.WithToken().RunAsync(["admin", "audit"], [Lines("")]);
        Assert.Equal((0, "", ""), (ran.Exit, ran.Output, ran.Errors));
    }

    [Fact]
    public async Task A_list_that_goes_round_or_is_of_two_configurations_ends()
    {
        var round = await Terminal.WithToken().RunAsync(["admin", "inventory"], [Part("a", 0)]);
        Assert.Equal((7, ""), (round.Exit, round.Output));
        var changed = await Terminal.WithToken().RunAsync(["admin", "inventory"], [Part("a", 1), Part("b", null)]);
        Assert.Equal((1, ""), (changed.Exit, changed.Output));
    }

    [Theory]
    [InlineData("admin", "admin takes one of")]
    [InlineData("admin status x", "admin takes one of")]
    [InlineData("admin who-can", "takes one KEY")]
    [InlineData("admin who-can A B", "takes one KEY")]
    [InlineData("admin status --follow", "are of admin audit")]
    [InlineData("admin reload -n 3", "are of admin audit")]
    [InlineData("admin audit -n 1001", "from 0 to 1000")]
    [InlineData("admin audit -n x", "from 0 to 1000")]
    [InlineData("admin status -o name", "has no names")]
    [InlineData("admin audit -o name", "has no names")]
    public async Task A_line_that_means_nothing_is_refused_before_anybody_is_asked(string line, string says)
    {
        var ran = await Terminal.WithToken().RunAsync(line.Split(' '), []);
        Assert.Equal((2, ""), (ran.Exit, ran.Output));
        Assert.Contains(says, ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_are_printed_in_every_format()
    {
        Assert.Equal("A\n", (await Terminal.WithToken().RunAsync(["admin", "inventory", "-o", "name"], [Part("a", null)])).Output);
        Assert.Equal("clientIdentities[0]\n", (await Terminal.WithToken().RunAsync(["admin", "who-can", "A", "-o", "name"], [Part("a", null)])).Output);
        Assert.StartsWith("configuration: \"a\"\n", (await Terminal.WithToken().RunAsync(["admin", "inventory", "-o", "yaml"], [Part("a", null)])).Output, StringComparison.Ordinal);
        Assert.Equal($"---\n{string.Join('\n', "type: \"voidkey.audit.reload\"", "time: \"2026-11-23T13:05:10.000Z\"", "outcome: \"loaded\"", "previous: \"a\"", "configuration: \"b\"")}\n", (await Terminal.WithToken().RunAsync(["admin", "audit", "-o", "yaml"], [Lines(Record + "\n")])).Output);
    }

    private static CannedAnswer Lines(string body) => new(200, "application/x-ndjson", body);

    private static CannedAnswer Part(string configuration, int? next) => CannedAnswer.Json(
        $$"""{"configuration":"{{configuration}}","holders":[{"key":"A","identity":"clientIdentities[0]","idp":"ci","alternatives":[[{"claim":"sub","wanted":"x"}]],"more":false,"provider":"aws","target":"t","duration":900,"maxDuration":900,"ambiguous":false}]{{(next is null ? "" : $",\"next\":{next}")}}}""");
}
