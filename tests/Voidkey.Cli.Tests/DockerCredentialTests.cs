using System.Text.Json;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class DockerCredentialTests
{
    private const string NotFound = "credentials not found in native keychain\n";
    private const string Get = "helper docker get --key A --host registry.example.com --host index.docker.io --host localhost:5000";

    private static readonly CannedAnswer Minted = Some.Mint(("DOCKER_USERNAME", "ci"), ("DOCKER_PASSWORD", "canary\n'\""));

    [Theory]
    [InlineData("registry.example.com")]
    [InlineData("registry.example.com\n")]
    [InlineData("registry.example.com\r\n")]
    [InlineData("https://registry.example.com")]
    [InlineData("HTTPS://Registry.Example.COM:443/v2/acme")]
    [InlineData("https://index.docker.io/v1/")]
    [InlineData("localhost:5000")]
    public async Task A_host_that_the_key_is_for_is_answered_as_it_was_asked(string server)
    {
        var ran = await AskAsync(Get, server, Minted);

        Assert.Equal((0, ""), (ran.Exit, ran.Errors));
        var answer = JsonDocument.Parse(ran.Output).RootElement;
        Assert.Equal(["ServerURL", "Username", "Secret"], answer.EnumerateObject().Select(m => m.Name));
        Assert.Equal((server.TrimEnd(), "ci", "canary\n'\""), (answer.GetProperty("ServerURL").GetString(), answer.GetProperty("Username").GetString(), answer.GetProperty("Secret").GetString()));
    }

    [Theory]
    [InlineData("ghcr.io")]
    [InlineData("registry.example.com:5000")]
    [InlineData("registry.example.com.evil.example")]
    [InlineData("evil-registry.example.com")]
    [InlineData("registry.example.com@evil.example")]
    [InlineData("evil.example/registry.example.com")]
    [InlineData("evil.example#registry.example.com")]
    [InlineData("registry.example.com\\.evil.example")]
    [InlineData("https://https://registry.example.com")]
    [InlineData("http://registry.example.com")]
    [InlineData("//registry.example.com")]
    [InlineData("registry.example.com.")]
    [InlineData("localhost")]
    public async Task Another_host_is_told_in_the_protocols_words_that_there_is_nothing_and_nothing_is_minted(string server)
    {
        var ran = await AskAsync(Get, server, Minted);

        Assert.Equal((1, NotFound, "", 0), (ran.Exit, ran.Output, ran.Errors, ran.Requests.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("registry.example.com\nregistry.example.com")]
    [InlineData(" registry.example.com")]
    [InlineData("registry.example.com\0")]
    [InlineData("r\u00e9gistry.example.com")]
    public async Task What_is_no_address_is_refused_and_not_repeated(string server)
    {
        var ran = await AskAsync(Get, server, Minted);

        Assert.Equal((1, "", 0), (ran.Exit, ran.Output, ran.Requests.Count));
        Assert.StartsWith("error: what docker asks on stdin", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("example", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2049)]
    [InlineData(64 * 1024 + 1)]
    [InlineData(1024 * 1024)]
    public async Task A_question_without_end_is_not_read_to_its_end(int length)
    {
        var ran = await AskAsync(Get, new string('a', length), Minted);

        Assert.Equal((1, "", 0), (ran.Exit, ran.Output, ran.Requests.Count));
        Assert.True(ran.Errors.Length < 500);
    }

    [Fact]
    public async Task Name_and_password_may_stand_elsewhere()
    {
        var variables = await AskAsync($"{Get} --username-var U --password-var P", "localhost:5000", Some.Mint(("U", "u"), ("P", "p"), ("DOCKER_USERNAME", "x"), ("DOCKER_PASSWORD", "y")));
        var name = await AskAsync($"{Get} --username oauth2accesstoken --password-var P", "localhost:5000", Some.Mint(("P", "p")));

        Assert.Equal("""{"ServerURL":"localhost:5000","Username":"u","Secret":"p"}""", variables.Output.TrimEnd());
        Assert.Equal("""{"ServerURL":"localhost:5000","Username":"oauth2accesstoken","Secret":"p"}""", name.Output.TrimEnd());
    }

    [Theory]
    [InlineData("DOCKER_USERNAME")]
    [InlineData("DOCKER_PASSWORD")]
    public async Task A_key_that_lacks_one_of_them_is_an_error_that_names_it(string name)
    {
        var ran = await AskAsync(Get, "localhost:5000", Some.Mint((name == "DOCKER_USERNAME" ? "DOCKER_PASSWORD" : "DOCKER_USERNAME", "canary")));

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
        Assert.StartsWith($"error: key A sets no {name}\n", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_a_colon_would_move_into_the_password_so_it_is_refused()
    {
        var ran = await AskAsync(Get, "localhost:5000", Some.Mint(("DOCKER_USERNAME", "a:b"), ("DOCKER_PASSWORD", "canary")));

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("store")]
    [InlineData("erase")]
    public async Task Storing_and_erasing_do_nothing_and_succeed(string action)
    {
        var ran = await AskAsync($"helper docker {action} --key A --host localhost:5000", """{"ServerURL":"localhost:5000","Username":"u","Secret":"canary"}""", Minted);

        Assert.Equal((0, "", "", 0), (ran.Exit, ran.Output, ran.Errors, ran.Requests.Count));
    }

    [Fact]
    public async Task A_list_mints_nothing()
    {
        var unknown = await AskAsync("helper docker list --key A --host b.example --host a.example", "", Minted);
        var known = await AskAsync("helper docker list --key A --host a.example --username u", "", Minted);

        Assert.Equal(("""{"a.example":"","b.example":""}""", 0), (unknown.Output.TrimEnd(), unknown.Requests.Count));
        Assert.Equal("""{"a.example":"u"}""", known.Output.TrimEnd());
    }

    private static Task<Ran> AskAsync(string args, string input, CannedAnswer answer) =>
        new Terminal { Environment = { ["VOIDKEY_OIDC_TOKEN"] = "subject.token.canary" }, Input = input }.RunAsync(args.Split(' '), answer);
}
