using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>What is kept for a while, and who decides that.</summary>
public sealed class CacheTests
{
    private const string User = "/home/me/.config/voidkey/config.yaml";
    private const string Source = "token_sources: { mine: { command: [give], cache_duration: 1h } }\n";

    private static readonly string Token = Some.Jwt("""{"iss":"https://issuer.example","sub":"me","exp":1795442710}""");

    private static Terminal Home(string config)
    {
        var cli = new Terminal { Environment = { ["HOME"] = "/home/me" } };
        cli.Files.Contents[User] = config;
        cli.Programs.Known["give"] = (0, $"{Token}\n");
        return cli;
    }

    private static Task<Ran> AskAsync(Terminal cli, params string[] flags) => cli.RunAsync(["token", "--source", "mine", .. flags]);

    [Fact]
    public async Task What_is_kept_is_told_without_the_token_and_forgotten_on_demand()
    {
        var cli = Home(Source);
        await AskAsync(cli);
        cli.Files.Contents["/home/me/.cache/voidkey/tokens/notes.txt"] = "not ours";
        cli.Files.Contents["/home/me/.cache/voidkey/tokens/" + new string('a', 64)] = "broken";

        var listed = await cli.RunAsync(["cache", "list"]);
        var asJson = await cli.RunAsync(["cache", "list", "-o", "json"]);
        Assert.Equal(0, listed.Exit);
        Assert.Contains("\ntoken  2026-11-23T13:05:10Z  2026-11-23T14:05:10Z  me of https://issuer.example\n", listed.Output, StringComparison.Ordinal);
        Assert.Contains("\"about\": \"me of https://issuer.example\"", asJson.Output, StringComparison.Ordinal);
        Assert.All([listed.Output, asJson.Output], output => Assert.DoesNotContain(Token.Split('.')[1], output, StringComparison.Ordinal));

        Assert.Equal("voidkey: forgot 2 files\n", (await cli.RunAsync(["cache", "clear"])).Errors);
        Assert.Equal("voidkey: nothing was kept\n", (await cli.RunAsync(["cache", "clear"])).Errors);
        Assert.Equal(["/home/me/.cache/voidkey/tokens/notes.txt", User], cli.Files.Contents.Keys.Order());
    }

    [Theory]
    [InlineData(Source, "", 1)]
    [InlineData(Source, "--no-cache", 2)]
    [InlineData(Source, "--min-ttl 30m", 1)]
    [InlineData(Source, "--min-ttl 2h", 2)]
    [InlineData(Source + "token_cache: { enabled: false }", "", 2)]
    [InlineData(Source + "token_cache: { max_age: 5m }", "", 2)]
    [InlineData(Source + "token_cache: { max_age: 15m }", "", 1)]
    public async Task A_token_is_used_again_as_long_as_flags_and_files_allow(string config, string flags, int runs)
    {
        var cli = Home(config);
        await AskAsync(cli, flags.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        cli.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(0, (await AskAsync(cli, flags.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Exit);
        Assert.Equal(runs, cli.Programs.Ran.Count);
    }

    [Fact]
    public async Task Nothing_is_kept_where_that_was_asked()
    {
        var cli = Home(Source);

        await AskAsync(cli, "--no-cache");

        Assert.Equal([User], cli.Files.Contents.Keys);
    }

    [Fact]
    public async Task A_directory_of_mine_takes_the_place_of_the_usual_one()
    {
        var cli = Home(Source + "token_cache: { directory: ~/kept }");

        await AskAsync(cli);

        Assert.Single(cli.Files.Contents.Keys, path => path.StartsWith("/home/me/kept/", StringComparison.Ordinal));
        Assert.Equal("voidkey: forgot 1 file\n", (await cli.RunAsync(["cache", "clear"])).Errors);
    }
}
