using System.Text.Json.Nodes;
using Voidkey.Configuration;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>Installation tokens: what GitHub is asked, what comes of it, and what is refused.</summary>
public sealed class GitHubAppTests : IDisposable
{
    private const string Origin = "https://api.github.com";
    private const string Provider = "type: github-app\nappId: Iv23liEXAMPLE\nprivateKeyFile: app.pem\ninstallationId: 42";
    private const string Key = "repositories: [app]\npermissions: { contents: read, pull_requests: write }";

    private readonly KeyWorld _world = new();
    private readonly SigningKey _key = SigningKey.Create();
    private readonly FakeGitHub _github;

    public GitHubAppTests()
    {
        _github = new FakeGitHub("Iv23liEXAMPLE", _key, _world.Time).Install(42, ["app", "tools"], ("contents", "write"), ("pull_requests", "write"));
        _world.Network.Map(Origin, _github.AnswerAsync);
        WriteKey(_key);
        Write("broken.pem", "no key");
    }

    public static TheoryData<string, string, string> Wrong { get; } = new()
    {
        { ConfigCodes.InvalidValue, Provider.Replace("Iv23liEXAMPLE", "§'a b'", StringComparison.Ordinal), Key },
        { ConfigCodes.Unreadable, Provider.Replace("app.pem", "§none.pem", StringComparison.Ordinal), Key },
        { ConfigCodes.Unusable, Provider.Replace("app.pem", "§broken.pem", StringComparison.Ordinal), Key },
        { ConfigCodes.OutOfRange, Provider.Replace("42", "§0", StringComparison.Ordinal), Key },
        { ConfigCodes.Unsafe, $"{Provider}\napiUrl: §http://github.example.test/api/v3", Key },
        { ConfigCodes.InvalidValue, Provider, Key.Replace("[app]", "[§example-org/app]", StringComparison.Ordinal) },
        { ConfigCodes.InvalidValue, Provider, Key.Replace("[app]", "§[]", StringComparison.Ordinal) },
        { ConfigCodes.InvalidValue, Provider, "repositories: [app]\npermissions: §{}" },
        { ConfigCodes.InvalidValue, Provider, "repositories: [app]\npermissions: { contents: §all }" },
        { ConfigCodes.InvalidValue, Provider, "repositories: [app]\npermissions: { pull-requests: §read }" },
        { ConfigCodes.Conflict, Provider, $"{Key}\nduration: §900" },
    };

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_token_is_asked_for_with_what_the_app_signs_and_for_no_more_than_the_key_says()
    {
        _world.With(Provider, Key);
        var credential = await _world.MintsAsync();

        var request = Assert.Single(_world.Network.Requests);
        Assert.Equal(("POST", $"{Origin}/app/installations/42/access_tokens"), (request.Method, request.Uri.OriginalString));
        Assert.Equal("""{"repositories":["app"],"permissions":{"contents":"read","pull_requests":"write"}}""", request.Body);
        Assert.Equal(("application/vnd.github+json", "2022-11-28"), (request.Headers["Accept"], request.Headers["X-GitHub-Api-Version"]));
        Assert.StartsWith("ghs_", credential.Fields["Token"].Reveal(), StringComparison.Ordinal);
        Assert.Equal(_world.Time.GetUtcNow().AddHours(1), credential.ExpiresAt);
        Assert.StartsWith("sha256:", credential.Reference, StringComparison.Ordinal);
        Assert.Equal(["GH_TOKEN", "GITHUB_TOKEN"], _world.Bound.DefaultOutputs.Select(static output => output.Key));
    }

    [Fact]
    public async Task Enterprise_Server_has_its_API_further_down()
    {
        _world.Network.Map("https://github.example.test", _github.AnswerAsync);
        _github.Prefix = "/api/v3";
        _world.With($"{Provider}\napiUrl: https://github.example.test/api/v3/", Key);
        await _world.MintsAsync();
        Assert.Equal("https://github.example.test/api/v3/app/installations/42/access_tokens", Assert.Single(_world.Network.Requests).Uri.OriginalString);
    }

    [Fact]
    public async Task A_key_that_was_replaced_signs_from_the_next_mint_on_and_a_broken_one_never()
    {
        _world.With(Provider, Key);
        await _world.MintsAsync();

        File.WriteAllText(Path.Combine(_world.Folder.Path, "app.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        await _world.MintsAsync();

        WriteKey(SigningKey.Create());
        Assert.False((await _world.MintAsync()).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.MintRefused, error.Code);

        WriteKey(_key);
        await _world.MintsAsync();
    }

    [Theory]
    [InlineData("repositories: [app, secrets]\npermissions: { contents: read }", 422), InlineData("repositories: [app]\npermissions: { administration: write }", 422), InlineData("installationId: 43\nrepositories: [app]\npermissions: { contents: read }", 404)]
    public async Task What_the_installation_does_not_have_is_refused(string key, int status)
    {
        _world.With(Provider, key);
        Assert.False((await _world.MintAsync()).TryGet(out _, out var error));
        Assert.Equal((BrokerErrorCode.MintRefused, $"GitHub: status {status}"), (error.Code, error.Cause));
    }

    [Theory]
    [InlineData("repository_selection", "\"all\"", "narrowed"), InlineData("permissions", "{\"contents\":\"write\",\"pull_requests\":\"write\"}", "permissions"), InlineData("permissions", "{}", "permissions")]
    [InlineData("token", "\"\"", "token"), InlineData("expires_at", "\"2026-01-15T11:59:59Z\"", "expired"), InlineData("expires_at", "1768478400", "time")]
    public async Task A_token_that_is_more_or_less_than_was_asked_for_is_thrown_away(string member, string json, string says)
    {
        _world.With(Provider, Key);
        _world.Network.Map(Origin, async (request, ct) =>
        {
            var answer = JsonNode.Parse(await (await _github.AnswerAsync(request, ct)).Content.ReadAsStringAsync(ct))!;
            answer[member] = JsonNode.Parse(json);
            return Answers.Json(answer, 201);
        });
        Assert.False((await _world.MintAsync()).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.MintInvalidResponse, error.Code);
        Assert.Contains(says, error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void The_broker_needs_no_identity_of_its_own_for_it()
    {
        _world.With(Provider, Key);
        Assert.False(_world.Bound.NeedsBrokerToken);
    }

    [Theory, MemberData(nameof(Wrong))]
    public void What_is_wrong_is_told_where_it_stands(string code, string provider, string key) => Assert.Equal(code, _world.ProblemOf(provider, key).Code);

    [Fact]
    public void What_would_make_a_token_for_everything_is_refused() => Assert.Equal(
        ["'repositories' is missing: a token for all of an installation is no scoped credential", "'permissions' is missing: without it the token would have all that the app has"],
        _world.Load(Provider, "description: x").Problems.Where(static problem => problem.Code == ConfigCodes.Missing).Select(static problem => problem.Message));

    private void WriteKey(SigningKey key) => Write("app.pem", key.PrivateKeyPem().Reveal());

    private void Write(string name, string text)
    {
        var file = Path.Combine(_world.Folder.Path, name);
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
