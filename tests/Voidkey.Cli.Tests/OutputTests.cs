using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voidkey.Cli.Output;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class OutputTests
{
    /// <summary>The formats that set variables.</summary>
    private static readonly string[] Setting = [.. Output.MintFormats.Names.Except(["json", "yaml-full", "aws-credentials"])];

    public static TheoryData<string> SettingFormats => [.. Setting];

    [Theory, MemberData(nameof(SettingFormats))]
    public async Task Two_keys_that_set_one_variable_differently_print_nothing(string format)
    {
        var cli = Terminal.WithToken();
        cli.Environment["GITHUB_ENV"] = "/f";
        var ran = await cli.RunAsync(["mint", "A", "B", "-o", format], Some.Mint(("A", [("X", "1")]), ("B", [("X", "2")])));

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
        Assert.Contains("keys A and B both set X", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\u200bb", "a\\u200bb"), InlineData("\ufeffa", "\\ufeffa"), InlineData("a\u00adb", "a\\xadb"), InlineData("a\ufffe", "a\\ufffe"), InlineData("a\udb40\udc41", "a\\udb40\\udc41")]
    [InlineData("\u2800", "\\u2800"), InlineData("\ufdd0", "\\ufdd0"), InlineData("é😀ß語 '", "é😀ß語 '")]
    public void What_is_not_seen_is_shown_and_what_people_write_is_left_alone(string text, string shown)
    {
        Assert.Equal(shown, Visible.Text(text));
        Assert.Equal(shown.Replace("\\xad", "\\u00ad", StringComparison.Ordinal), Visible.InJson(text));
    }

    // Not among the above: half a pair does not survive in an attribute.
    [Fact]
    public void Half_a_pair_is_no_character() => Assert.Equal("a\\ud800b", Visible.Text("a\ud800b"));

    [Fact]
    public async Task Two_keys_that_set_one_variable_alike_print_it_once()
    {
        var ran = await Terminal.RunAsync("mint A B", Some.Mint(("A", [("X", "1")]), ("B", [("X", "1"), ("Y", "2")])));

        Assert.Equal("export X=1\nexport Y=2\n", ran.Output);
    }

    [Fact]
    public async Task The_same_variable_in_two_keys_is_no_conflict_in_json()
    {
        var ran = await Terminal.RunAsync("mint A B -o json", Some.Mint(("A", [("X", "1")]), ("B", [("X", "2"), ("PATH", "/evil")])));

        Assert.Equal(0, ran.Exit);
        Assert.Equal("2", JsonDocument.Parse(ran.Output).RootElement.GetProperty("B").GetProperty("credentials").GetProperty("X").GetString());
    }

    [Theory]
    [InlineData("PATH")]
    [InlineData("path")]
    [InlineData("LD_PRELOAD")]
    [InlineData("DYLD_INSERT_LIBRARIES")]
    [InlineData("BASH_ENV")]
    [InlineData("PYTHONSTARTUP")]
    [InlineData("GIT_SSH_COMMAND")]
    [InlineData("VOIDKEY_BROKER_URL")]
    [InlineData("PROMPT_COMMAND")]
    public async Task A_variable_that_makes_programs_run_code_needs_a_waiver(string name)
    {
        foreach (var format in Setting)
        {
            var cli = Terminal.WithToken();
            cli.Environment["GITHUB_ENV"] = "/f";
            var refused = await cli.RunAsync(["mint", "A", "-o", format], Some.Mint((name, "1")));
            Assert.Equal("", cli.OutputFiles.Appended);
            var waived = await cli.RunAsync(["mint", "A", "-o", format, "--allow-unsafe-env"], Some.Mint((name, "1")));

            Assert.Equal((1, ""), (refused.Exit, refused.Output));
            Assert.Equal(0, waived.Exit);
        }
    }

    [Theory]
    [InlineData("env", "a\0b")]
    [InlineData("dotenv", "a\0b")]
    [InlineData("json-flat", "a\0b")]
    [InlineData("dotenv", "a\u001bb")]
    public async Task A_value_that_the_format_cannot_carry_prints_nothing(string format, string value)
    {
        var ran = await Terminal.RunAsync($"mint A -o {format}", Some.Mint(("GOOD", "1"), ("X", value)));

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
    }

    [Theory]
    [InlineData("plain/+=", "plain/+=")]
    [InlineData("", "")]
    [InlineData("a b#c'd", "\"a b#c'd\"")]
    [InlineData("pa$$word", "'pa$$word'")]
    [InlineData("say \"hi\"", "'say \"hi\"'")]
    [InlineData("C:\\dir", "'C:\\dir'")]
    [InlineData("line\nbreak", "\"line\\nbreak\"")]
    [InlineData("it's $5 \\ \"x\"\r\n", "\"it's \\$5 \\\\ \\\"x\\\"\\r\\n\"")]
    public async Task A_dotenv_value_is_quoted_as_most_readers_agree(string value, string written)
    {
        var ran = await Terminal.RunAsync("mint A -o dotenv", Some.Mint(("X", value)));

        Assert.Equal($"X={written}\n", ran.Output);
    }

    [Fact]
    public async Task Json_keeps_any_value()
    {
        const string value = "\0\u001b\n\"\\\u202e\u2028é😀+'<";

        var ran = await Terminal.RunAsync("mint A -o json", Some.Mint(("X", value)));

        Assert.Equal(value, JsonDocument.Parse(ran.Output).RootElement.GetProperty("A").GetProperty("credentials").GetProperty("X").GetString());
        Assert.DoesNotContain(ran.Output, c => c is '\u001b' or '\u202e' or '\u2028' or '\0');
        Assert.Contains("+'<", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_cannot_be_written_is_a_failure()
    {
        var cli = new Terminal { Environment = { ["OIDC_TOKEN"] = "t" }, WriteOutput = _ => throw new IOException("No space left on device") };

        var ran = await cli.RunAsync(["mint", "A"], Some.Mint(("X", "canary")));

        Assert.Equal(1, ran.Exit);
        Assert.DoesNotContain("minted", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_in_a_table_cannot_command_the_terminal()
    {
        var ran = await Terminal.RunAsync("idps", CannedAnswer.Json("""{"providers":[{"name":"a\u001b[2J\nb\u202e","issuer":"i","type":"oidc","isDefault":false}]}"""));

        Assert.Equal("NAME                 DEFAULT\n----                 -------\na\\x1b[2J\\x0ab\\u202e\n", ran.Output);
    }

    [Fact]
    public async Task Less_than_asked_is_said()
    {
        var ran = await Terminal.RunAsync("mint A --duration 2h", Some.Mint(("X", "1")));

        Assert.Contains("voidkey: A was asked for 2h and granted 1h", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_hour_cut_to_whole_seconds_is_still_said_as_an_hour()
    {
        var body = JsonNode.Parse(Some.MintBody(("A", [("X", "1")])))!;
        body["issuedAt"] = VirtualTime.Start.AddMilliseconds(700).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

        var ran = await Terminal.RunAsync("mint A --duration 2h", CannedAnswer.Json(body.ToJsonString()));

        Assert.Contains("voidkey: A was asked for 2h and granted 1h\n", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_ignores_a_format_for_mint_in_the_environment()
    {
        var cli = new Terminal { Environment = { ["VOIDKEY_OUTPUT_FORMAT"] = "dotenv" } };

        var ran = await cli.RunAsync(["idps"], CannedAnswer.Json("""{"providers":[]}"""));

        Assert.Equal("NAME  DEFAULT\n----  -------\n", ran.Output);
    }
}
