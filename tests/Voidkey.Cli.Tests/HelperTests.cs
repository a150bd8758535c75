using System.Text.Json;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class HelperTests
{
    private static readonly (string Name, string Value)[] Aws = [("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "canary"), ("AWS_SESSION_TOKEN", "session")];

    [Theory]
    [InlineData("AWS_ACCESS_KEY_ID")]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("AWS_SESSION_TOKEN")]
    public async Task Aws_needs_each_of_its_variables(string name)
    {
        var absent = await Terminal.RunAsync("helper aws --key A", Some.Mint([.. Aws.Where(v => v.Name != name)]));
        var empty = await Terminal.RunAsync("helper aws --key A", Some.Mint([.. Aws.Select(v => v.Name == name ? (name, "") : v)]));

        Assert.All([absent, empty], ran =>
        {
            Assert.Equal((1, ""), (ran.Exit, ran.Output));
            Assert.StartsWith($"error: key A sets no {name}\n", ran.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Json_carries_any_value()
    {
        const string value = "\0\n\"\\\u001b\u202eé😀";

        var ran = await Terminal.RunAsync("helper aws --key A", Some.Mint([.. Aws.Select(v => (v.Name, value))]));

        Assert.Equal(value, JsonDocument.Parse(ran.Output).RootElement.GetProperty("SecretAccessKey").GetString());
    }

    [Fact]
    public async Task The_key_may_stand_in_the_environment_where_one_is_named_there()
    {
        var cli = Terminal.WithToken();
        cli.Environment["VOIDKEY_KEYS"] = "A";
        var one = await cli.RunAsync(["helper", "aws"], Some.Mint(Aws));
        cli.Environment["VOIDKEY_KEYS"] = "A,B";
        var two = await cli.RunAsync(["helper", "aws"], Some.Mint(Aws));
        var flag = await cli.RunAsync(["helper", "aws", "--key", "A"], Some.Mint(Aws));

        Assert.Equal((0, ""), (one.Exit, one.Errors));
        Assert.Equal((3, "", 0), (two.Exit, two.Output, two.Requests.Count));
        Assert.Equal(0, flag.Exit);
    }

    /// <summary>A clone may bring a file along, and these programs run in clones.</summary>
    [Fact]
    public async Task A_configuration_file_does_not_choose_the_key()
    {
        var cli = Terminal.WithToken();
        cli.Files.Contents["/home/me/project/.voidkey.yaml"] = "default_keys: [AWS_PROD]\n";

        var ran = await cli.RunAsync(["helper", "aws"], Some.Mint(Aws));

        Assert.Equal((2, "", 0), (ran.Exit, ran.Output, ran.Requests.Count));
    }

    [Fact]
    public async Task A_refusal_has_the_exit_code_of_a_mint_and_prints_nothing()
    {
        var ran = await Terminal.RunAsync("helper aws --key A", CannedAnswer.Problem(403, "FORBIDDEN", "no"));

        Assert.Equal((5, ""), (ran.Exit, ran.Output));
        Assert.NotEmpty(ran.Errors);
    }
}
