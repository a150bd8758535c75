using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class GitCredentialTests
{
    private const string Get = "helper git --key A --host github.com --host git.example.com:8443 --host kernel.example get";
    private const string Answer = "username=x-access-token\npassword=canary\npassword_expiry_utc=1795442710\n";

    private static readonly CannedAnswer Minted = Some.Mint(("GITHUB_TOKEN", "canary"));

    [Theory]
    [InlineData("protocol=https\nhost=github.com\n\n")]
    [InlineData("protocol=https\nhost=github.com\n")]
    [InlineData("protocol=https\nhost=github.com")]
    [InlineData("protocol=https\nhost=GitHub.com:443\npath=acme/api.git\n\n")]
    [InlineData("protocol=https\nhost=git.example.com:8443\n\n")]
    [InlineData("capability[]=authtype\ncapability[]=state\nprotocol=https\nhost=github.com\nusername=x-access-token\nwwwauth[]=Basic realm=\"GitHub\"\n\n")]
    [InlineData("protocol=https\nhost=github.com\n\nhost=evil.example\n")]
    public async Task A_host_that_the_key_is_for_is_answered(string question)
    {
        var ran = await AskAsync(Get, question, Minted);

        Assert.Equal((0, Answer, ""), (ran.Exit, ran.Output, ran.Errors));
    }

    [Theory]
    [InlineData("protocol=http\nhost=github.com\n\n")]
    [InlineData("protocol=HTTPS\nhost=github.com\n\n")]
    [InlineData("protocol=ssh\nhost=github.com\n\n")]
    [InlineData("protocol=https\nhost=gitlab.com\n\n")]
    [InlineData("protocol=https\nhost=github.com.evil.example\n\n")]
    [InlineData("protocol=https\nhost=evil.example/github.com\n\n")]
    [InlineData("protocol=https\nhost=x@github.com\n\n")]
    [InlineData("protocol=https\nhost=github.com:8443\n\n")]
    [InlineData("protocol=https\nhost=git.example.com\n\n")]
    [InlineData("protocol=https\nhost=gist.github.com\n\n")]
    [InlineData("protocol=https\nhost=\u212aernel.example\n\n")]
    [InlineData("protocol=https\nhost=\n\n")]
    [InlineData("protocol=https\n\n")]
    [InlineData("host=github.com\n\n")]
    [InlineData("protocol=https\nhost=github.com\nusername=alice\n\n")]
    [InlineData("url=https://github.com\n\n")]
    [InlineData("")]
    public async Task Anything_else_gets_nothing_and_nothing_is_minted(string question)
    {
        var ran = await AskAsync(Get, question, Minted);

        Assert.Equal((0, "", "", 0), (ran.Exit, ran.Output, ran.Errors, ran.Requests.Count));
    }

    [Theory]
    [InlineData("protocol=https\nhost=evil.example\nhost=github.com\n\n")]
    [InlineData("protocol=https\nprotocol=https\nhost=github.com\n\n")]
    [InlineData("protocol=https\nhost=github.com\nusername=a\nusername=x-access-token\n\n")]
    [InlineData("protocol=https\nhost=github.com\r\n\n")]
    [InlineData("protocol=https\nhost=github.com\0\n\n")]
    [InlineData("protocol=https\nhost=evil.example\rhost=github.com\n\n")]
    [InlineData("protocol=https\nhost=github.com\npath=a\rb\n\n")]
    [InlineData("protocol=https\nhost\n\n")]
    [InlineData("=https\n\n")]
    public async Task A_question_that_was_tampered_with_is_refused_and_not_repeated(string question)
    {
        var ran = await AskAsync(Get, question, Minted);

        Assert.Equal((1, "", 0), (ran.Exit, ran.Output, ran.Requests.Count));
        Assert.StartsWith("error: what git asks on stdin", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("github", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_without_end_is_not_read_to_its_end()
    {
        var ran = await AskAsync(Get, $"protocol=https\nhost=github.com\nwwwauth[]={new string('a', 64 * 1024)}\n\n", Minted);

        Assert.Equal((1, "", 0), (ran.Exit, ran.Output, ran.Requests.Count));
    }

    [Theory]
    [InlineData("canary\nhost=evil.example")]
    [InlineData("canary\r")]
    [InlineData("canary\0")]
    [InlineData("canary\u0085")]
    public async Task A_password_that_the_protocol_cannot_carry_is_an_error(string value)
    {
        var ran = await AskAsync(Get, "protocol=https\nhost=github.com\n\n", Some.Mint(("GITHUB_TOKEN", value)));

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
        Assert.Contains("GITHUB_TOKEN", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil\npassword=x")]
    [InlineData("a:b")]
    public async Task A_name_that_the_protocol_cannot_carry_is_an_error(string value)
    {
        var ran = await AskAsync($"{Get} --username-var U", "protocol=https\nhost=github.com\n\n", Some.Mint(("U", value), ("GITHUB_TOKEN", "canary")));

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_and_password_may_stand_elsewhere()
    {
        const string question = "protocol=https\nhost=github.com\n\n";
        var gh = await AskAsync(Get, question, Some.Mint(("GH_TOKEN", "canary")));
        var both = await AskAsync(Get, question, Some.Mint(("GH_TOKEN", "other"), ("GITHUB_TOKEN", "canary")));
        var named = await AskAsync($"{Get} --username oauth2 --password-var P", question, Some.Mint(("P", "p"), ("GITHUB_TOKEN", "other")));
        var none = await AskAsync(Get, question, Some.Mint(("X", "canary")));

        Assert.Equal((Answer, Answer), (gh.Output, both.Output));
        Assert.StartsWith("username=oauth2\npassword=p\n", named.Output, StringComparison.Ordinal);
        Assert.Equal((1, ""), (none.Exit, none.Output));
        Assert.StartsWith("error: key A sets no GITHUB_TOKEN and no GH_TOKEN\n", none.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_in_the_url_must_be_the_one_that_the_key_names()
    {
        var cannedAnswer = Some.Mint(("U", "ci"), ("GITHUB_TOKEN", "canary"));
        var same = await AskAsync($"{Get} --username-var U", "protocol=https\nhost=github.com\nusername=ci\n\n", cannedAnswer);
        var other = await AskAsync($"{Get} --username-var U", "protocol=https\nhost=github.com\nusername=alice\n\n", cannedAnswer);

        Assert.StartsWith("username=ci\npassword=canary\n", same.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (other.Exit, other.Output));
    }

    [Theory]
    [InlineData("store")]
    [InlineData("erase")]
    [InlineData("something-new")]
    public async Task Every_other_operation_does_nothing_and_succeeds(string operation)
    {
        var ran = await AskAsync($"helper git --key A --host github.com {operation}", "protocol=https\nhost=github.com\nusername=u\npassword=canary\n\n", Minted);

        Assert.Equal((0, "", "", 0), (ran.Exit, ran.Output, ran.Errors, ran.Requests.Count));
    }

    private static Task<Ran> AskAsync(string args, string input, CannedAnswer answer) =>
        new Terminal { Environment = { ["VOIDKEY_OIDC_TOKEN"] = "subject.token.other" }, Input = input }.RunAsync(args.Split(' '), answer);
}
