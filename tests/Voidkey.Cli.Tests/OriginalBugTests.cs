using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>What went wrong in the first command line of this name, by number.</summary>
public sealed class OriginalBugTests
{
    [Theory]
    [InlineData("--server")]
    [InlineData("--broker-url")]
    public async Task Cli_bug_1_server_flag_is_honoured(string flag)
    {
        var ran = await Terminal.RunAsync($"mint A {flag} https://remote.example", Some.Mint(("X", "1")));

        Assert.Equal("https://remote.example/v1/credentials/mint", Assert.Single(ran.Requests).Url);
    }

    [Fact]
    public async Task Cli_bug_2_values_are_quoted()
    {
        var ran = await Terminal.RunAsync("mint A", Some.Mint(("X", "a b; touch /tmp/x $(touch /tmp/y)")));

        Assert.Equal("export X='a b; touch /tmp/x $(touch /tmp/y)'\n", ran.Output);
    }

    [Theory]
    [InlineData("X; touch /tmp/x;Y")]
    [InlineData("X$(id)")]
    [InlineData("1X")]
    [InlineData("")]
    public async Task Cli_bug_2_a_name_cannot_carry_a_command(string name)
    {
        var ran = await Terminal.RunAsync("mint A", Some.Mint((name, "1")));

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
    }

    [Fact]
    public async Task Cli_bug_3_GITHUB_TOKEN_is_never_sent()
    {
        var ran = await new Terminal { Environment = { ["GITHUB_TOKEN"] = "ghs_canary" } }.RunAsync(["mint", "A"], Some.Mint(("X", "1")));

        Assert.Equal(4, ran.Exit);
        Assert.Empty(ran.Requests);
        Assert.Contains("GITHUB_TOKEN", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("ghs_canary", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mint A -o xml")]
    [InlineData("mint A -o ENV")]
    [InlineData("mint A --duration -5")]
    [InlineData("mint A --duration 0")]
    [InlineData("mint A --duration 1.5")]
    [InlineData("mint A --duration 99999999999999999999")]
    [InlineData("mint A --duration 9223372036854775807h")]
    [InlineData("list-idps extra")]
    [InlineData("list-keys extra")]
    [InlineData("version extra")]
    public async Task Cli_bug_4_nonsense_is_refused_before_anything_is_sent(string args)
    {
        var ran = await Terminal.RunAsync(args, Some.Mint(("X", "1")));

        Assert.Equal((2, ""), (ran.Exit, ran.Output));
        Assert.Empty(ran.Requests);
    }

    [Fact]
    public async Task Cli_bug_5_lines_come_in_the_order_asked_and_answered()
    {
        var answer = Some.Mint(("A", [("A2", "1"), ("A1", "2")]), ("B", [("B9", "3"), ("B1", "4")]));

        var ran = await Terminal.RunAsync("mint B -k A,B", answer);

        Assert.Equal("export B9=3\nexport B1=4\nexport A2=1\nexport A1=2\n", ran.Output);
    }

    [Fact]
    public async Task Cli_bug_6_a_broker_that_never_answers_is_left()
    {
        var ran = await Terminal.RunAsync("mint A", CannedAnswer.Never);

        Assert.Equal((6, ""), (ran.Exit, ran.Output));
    }

    [Fact]
    public async Task Cli_bug_7_a_token_need_not_stand_in_the_process_list()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, "from.a.file\n", TestContext.Current.CancellationToken);

        var fromFile = await new Terminal().RunAsync(["mint", "A", "--token-file", file], Some.Mint(("X", "1")));
        var fromInput = await new Terminal { Input = "from.std.in\n" }.RunAsync(["mint", "A", "--token", "-"], Some.Mint(("X", "1")));

        File.Delete(file);
        Assert.Equal("Bearer from.a.file", fromFile.Requests[0].Authorization);
        Assert.Equal("Bearer from.std.in", fromInput.Requests[0].Authorization);
    }

    [Fact]
    public async Task Cli_bug_7_keys_can_be_listed_without_the_token_in_the_url()
    {
        var ran = await Terminal.RunAsync("keys", CannedAnswer.Json("""{"subject":"s","idp":"i","keys":[]}"""));

        Assert.Equal(0, ran.Exit);
        Assert.Equal("http://localhost:3000/v1/credentials/keys", ran.Requests[0].Url);
    }

    [Theory]
    [InlineData("\u001b[2J\u001b]0;owned\u0007")]
    [InlineData("a\nvoidkey: forged")]
    [InlineData("\u009b31m\u202e\u2066\u2028")]
    public async Task Cli_bug_8_what_the_broker_says_does_not_reach_the_terminal_raw(string hostile)
    {
        var cli = Terminal.WithToken();
        cli.ErrorsAreTerminal = true;

        var ran = await cli.RunAsync(["mint", hostile], Some.Mint((hostile, [("X", "1")])));

        Assert.Equal(0, ran.Exit);
        Assert.DoesNotContain(ran.Errors.TrimEnd('\n'), c => char.IsControl(c) || c is '\u202e' or '\u2066' or '\u2028');
    }

    [Fact]
    public async Task Cli_bug_9_help_promises_no_dummy_token()
    {
        var ran = await Terminal.RunAsync("mint --help");

        Assert.DoesNotContain("dummy", ran.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("--token", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_does_not_print_the_help()
    {
        var ran = await Terminal.RunAsync("mint --nonsense");

        Assert.Equal(2, ran.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
