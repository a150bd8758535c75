using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class TokenTests
{
    [Fact]
    public async Task The_variables_are_asked_in_the_documented_order()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, "of-file\r\n", TestContext.Current.CancellationToken);
        (string Name, string Value, string Sent)[] chain =
        [
            ("OIDC_TOKEN", "fourth", "fourth"),
            ("VOIDKEY_TOKEN", "third", "third"),
            ("VOIDKEY_OIDC_TOKEN_FILE", file, "of-file"),
            ("VOIDKEY_OIDC_TOKEN", "first", "first"),
        ];

        var cli = new Terminal { Environment = { ["GITHUB_TOKEN"] = "never" } };
        foreach (var (name, value, sent) in chain)
        {
            cli.Environment[name] = value;
            var ran = await cli.RunAsync(["mint", "A"], Some.Mint(("X", "1")));
            Assert.Equal($"Bearer {sent}", ran.Requests[0].Authorization);
        }

        File.Delete(file);
    }

    public static TheoryData<string> Unfit => ["a b", "a\nb", "a\r\nX-Evil: 1", "tab\there", "nul\0", "ünicode", "\n", "", "a\n\n", new string('a', 16 * 1024 + 1), new string('a', 100_000)];

    [Theory, MemberData(nameof(Unfit))]
    public async Task A_token_that_cannot_be_one_is_not_sent(string token)
    {
        var ran = await new Terminal { Input = token }.RunAsync(["mint", "A", "--token", "-"], Some.Mint(("X", "1")));

        Assert.Equal((4, ""), (ran.Exit, ran.Output));
        Assert.Empty(ran.Requests);
    }

    [Fact]
    public async Task The_largest_token_is_sent()
    {
        var token = new string('a', 16 * 1024);

        var ran = await new Terminal { Input = token + "\r\n" }.RunAsync(["mint", "A", "--token", "-"], Some.Mint(("X", "1")));

        Assert.Equal($"Bearer {token}", ran.Requests[0].Authorization);
    }

    [Theory]
    [InlineData("--token-file /no/such/file")]
    [InlineData("--token-file /")]
    public async Task A_token_file_that_cannot_be_read_is_an_authentication_failure(string args)
    {
        var ran = await Terminal.RunAsync($"mint A {args}");

        Assert.Equal((4, ""), (ran.Exit, ran.Output));
    }

    [Fact]
    public async Task A_broker_that_repeats_the_token_does_not_get_it_printed()
    {
        var said = CannedAnswer.Problem(403, "FORBIDDEN", "no: subject.token.canary", ("X-Request-ID", "subject.token.canary"));
        var redirected = new CannedAnswer(307, "", "", ("Location", "https://evil.example/?t=subject.token.canary"));

        foreach (var answer in new[] { said, redirected })
        {
            foreach (var format in new[] { "text", "json" })
            {
                var ran = await Terminal.RunAsync($"mint A --log-format {format}", answer);
                Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
                Assert.Contains("***", ran.Errors, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("mint eyJhbGciOiJSUzI1NiJ9.canary.x")]
    [InlineData("mint A --tokne=eyJhbGciOiJSUzI1NiJ9.canary.x")]
    [InlineData("mint A --all=eyJhbGciOiJSUzI1NiJ9.canary.x")]
    [InlineData("list-keys eyJhbGciOiJSUzI1NiJ9.canary.x")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.canary.x")]
    [InlineData("help eyJhbGciOiJSUzI1NiJ9.canary.x")]
    public async Task A_token_in_the_wrong_place_is_neither_sent_nor_shown(string args)
    {
        var ran = await Terminal.RunAsync(args, Some.Mint(("X", "1")));

        Assert.Equal((2, ""), (ran.Exit, ran.Output));
        Assert.Empty(ran.Requests);
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }
}
