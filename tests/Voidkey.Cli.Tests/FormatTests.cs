using System.Text.Json;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>What each format of mint looks like, and what it does not take.</summary>
public sealed class FormatTests
{
    public static TheoryData<string, string, string> Written => new()
    {
        { "powershell", "it's", "$env:X = 'it''s'\n" },
        { "powershell", "a\n$b", "$env:X = 'a'+[char]10+'$b'\n" },
        { "powershell", "\u2019;calc", "$env:X = ''+[char]8217+';calc'\n" },
        { "powershell", "", "$env:X = ''\n" },
        { "fish", "it's \\ $x", "set -gx X 'it\\'s \\\\ $x'\n" },
        { "fish", "a\r\nb", "set -gx X 'a'\\r''\\n'b'\n" },
        { "cmd", "100% & <x> ^", "@set \"X=100%% & <x> ^\"\r\n" },
        { "nushell", "a\"\\\n$x", "$env.X = \"a\\\"\\\\\\u{a}$x\"\n" },
        { "docker-env", " a\"b' #$x\t", "X= a\"b' #$x\t\n" },
        { "azure-pipelines", "100%0A;]", "##vso[task.setvariable variable=X;issecret=true]100%AZP250A;]\n" },
        { "terraform-external", "a\"b\n", "{\"X\":\"a\\\"b\\n\"}\n" },
        { "yaml", "no", "\"X\": \"no\"\n" },
        { "yaml", "\u0007\u0085\u2028\ufeff\"\\\ud83d\ude00é", "\"X\": \"\\u0007\\u0085\\u2028\\ufeff\\\"\\\\\ud83d\ude00é\"\n" },
    };

    [Theory, MemberData(nameof(Written))]
    public async Task A_value_is_written_as_its_reader_reads_it(string format, string value, string written)
    {
        var ran = await Terminal.RunAsync($"mint A -o {format}", Some.Mint(("X", value)));

        Assert.Equal((0, written), (ran.Exit, ran.Output));
    }

    [Theory]
    [InlineData("cmd", "a\nb")]
    [InlineData("cmd", "a\tb")]
    [InlineData("cmd", "say \"hi\"")]
    [InlineData("cmd", "\"&calc&\"")]
    [InlineData("cmd", "!PATH!")]
    [InlineData("cmd", "é")]
    [InlineData("cmd", "")]
    [InlineData("docker-env", "a\nLD_PRELOAD=x")]
    [InlineData("docker-env", "a\r")]
    [InlineData("azure-pipelines", "a\n##vso[task.complete]")]
    [InlineData("azure-pipelines", "a\rb")]
    [InlineData("github", "a\r")]
    [InlineData("github", "a\0")]
    [InlineData("powershell", "a\0")]
    [InlineData("fish", "a\0")]
    [InlineData("nushell", "a\0")]
    [InlineData("yaml", "a\0")]
    public async Task A_value_that_the_format_cannot_carry_prints_nothing(string format, string value)
    {
        var cli = Terminal.WithToken();
        cli.Environment["GITHUB_ENV"] = "/runner/env";

        var ran = await cli.RunAsync(["mint", "A", "-o", format], Some.Mint(("GOOD", "1"), ("X", value)));

        Assert.Equal((1, "", ""), (ran.Exit, ran.Output, cli.OutputFiles.Appended));
        Assert.Contains("the value of X", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_too_long_for_cmd_prints_nothing()
    {
        Assert.Equal(0, (await Terminal.RunAsync("mint A -o cmd", Some.Mint(("X", new string('a', 4000))))).Exit);
        Assert.Equal(1, (await Terminal.RunAsync("mint A -o cmd", Some.Mint(("X", new string('a', 4001))))).Exit);
    }

    [Fact]
    public async Task GitHub_is_told_every_value_and_line_to_mask_before_it_is_given_them()
    {
        var cli = Terminal.WithToken();
        cli.Environment["GITHUB_ENV"] = "/runner/env";

        var ran = await cli.RunAsync(["mint", "A", "-o", "github"], Some.Mint(("ONE", "50% off"), ("TWO", "first\r\nsecond\n"), ("NONE", ""), ("BLANK", " \n")));

        Assert.Equal("::add-mask::50%25 off\n::add-mask::first%0D%0Asecond%0A\n::add-mask::first\n::add-mask::second\n", ran.Output);
        var lines = cli.OutputFiles.Appended.Split('\n');
        var delimiter = lines[1].Split("<<")[1];
        Assert.Matches(@"\Avoidkey-[0-9a-f]{32}\z", delimiter);
        Assert.Equal(["", $"ONE<<{delimiter}", "50% off", delimiter], lines[..4]);
        Assert.Matches(@"\ATWO<<(voidkey-\w{32})\nfirst\r\nsecond\n\n\1\nNONE<<(voidkey-\w{32})\n\n\2\nBLANK<<(voidkey-\w{32})\n \n\n\3\n\z", string.Join('\n', lines[4..]));
        Assert.DoesNotContain(delimiter, string.Join('\n', lines[4..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GitHub_is_told_nothing_where_its_file_cannot_be_written()
    {
        var cli = Terminal.WithToken();
        cli.Environment["GITHUB_ENV"] = "/refused";

        var ran = await cli.RunAsync(["mint", "A", "-o", "github"], Some.Mint(("X", "1")));

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
    }

    [Fact]
    public async Task Outside_of_GitHub_nothing_is_minted_for_it()
    {
        var ran = await Terminal.RunAsync("mint A -o github", Some.Mint(("X", "1")));

        Assert.Equal((3, ""), (ran.Exit, ran.Output));
        Assert.Empty(ran.Requests);
    }

    [Fact]
    public async Task The_whole_of_the_answer_can_be_had_as_yaml()
    {
        var ran = await Terminal.RunAsync("mint A-1 B -o yaml-full", Some.Mint(("A-1", [("AWS_KEY", "1"), ("NO", "on")]), ("B", [])));

        Assert.Equal(
            "\"A-1\":\n  credentials:\n    AWS_KEY: \"1\"\n    \"NO\": \"on\"\n  expiresAt: \"2026-11-23T14:05:10Z\"\n  metadata:\n    provider: \"aws-prod\"\n    keyName: \"A-1\"\n"
            + "\"B\":\n  credentials: {}\n  expiresAt: \"2026-11-23T14:05:10Z\"\n  metadata:\n    provider: \"aws-prod\"\n    keyName: \"B\"\n",
            ran.Output);
    }

    [Fact]
    public async Task A_credentials_file_of_AWS_has_a_section_for_each_key()
    {
        (string, string)[] variables = [("AWS_ACCESS_KEY_ID", "ASIA"), ("AWS_SECRET_ACCESS_KEY", "wJ/+="), ("AWS_SESSION_TOKEN", "Fwo=="), ("AWS_REGION", "eu-west-1")];

        var sections = await Terminal.RunAsync("mint A B -o aws-credentials", Some.Mint(("A", variables), ("B", variables[..2])));
        var named = await Terminal.RunAsync("mint A -o aws-credentials --profile prod", Some.Mint(("A", variables[..2])));

        Assert.Equal("[A]\naws_access_key_id = ASIA\naws_secret_access_key = wJ/+=\naws_session_token = Fwo==\n\n[B]\naws_access_key_id = ASIA\naws_secret_access_key = wJ/+=\n", sections.Output);
        Assert.Equal("[prod]\naws_access_key_id = ASIA\naws_secret_access_key = wJ/+=\n", named.Output);
    }

    [Theory]
    [InlineData("A", "AWS_SECRET_ACCESS_KEY", "a\n[other]")]
    [InlineData("A", "AWS_SECRET_ACCESS_KEY", "a b")]
    [InlineData("A", "AWS_SECRET_ACCESS_KEY", "")]
    [InlineData("A", "OTHER", "x")]
    [InlineData("A]", "AWS_SECRET_ACCESS_KEY", "x")]
    public async Task What_is_no_credential_of_AWS_is_no_section(string key, string name, string value)
    {
        var ran = await Terminal.WithToken().RunAsync(["mint", key, "-o", "aws-credentials"], Some.Mint((key, [("AWS_ACCESS_KEY_ID", "ASIA"), (name, value)])));

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
    }

    [Fact]
    public async Task Every_format_is_valid_when_there_is_nothing_in_it()
    {
        Assert.Equal("{}\n", (await Terminal.RunAsync("mint A -o yaml", Some.Mint(("A", [])))).Output);
        Assert.Empty(JsonDocument.Parse((await Terminal.RunAsync("mint A -o terraform-external", Some.Mint(("A", [])))).Output).RootElement.EnumerateObject());
    }
}
