using System.Text.Json.Nodes;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>Tokens in exchange for the broker's own (RFC 8693).</summary>
public sealed class TokenExchangeTests : IDisposable
{
    private const string Endpoint = "https://login.example.test/token";
    private const string Provider = $"type: oauth2-token-exchange\ntokenEndpoint: {Endpoint}";
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    private readonly KeyWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task The_broker_is_the_subject_and_no_word_of_the_callers_is_sent()
    {
        var server = Serve(new FakeTokenExchange(Endpoint, _world.Own, _world.Time) { Targets = ["reports", "https://api.example.test/v1?x=1"], Scopes = ["read", "write"] });
        _world.With(Provider, $"audience: reports\nresource: 'https://api.example.test/v1?x=1'\nscopes: [read, write]\nrequestedTokenType: {AccessToken}");
        var subject = _world.Own.Issue(subject: "voidkey", audience: "cloud");
        _world.Token = new(subject, TimeSpan.FromMinutes(5));

        var minted = await _world.MintsAsync("""{"sub":"caller-sub","repository":"caller-repository"}""");

        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", Endpoint), (request.Method, request.Uri.OriginalString));
        Assert.Equal(("application/x-www-form-urlencoded", "application/json"), (request.Headers["Content-Type"], request.Headers["Accept"]));
        Assert.Equal(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&audience=reports&resource=https%3A%2F%2Fapi.example.test%2Fv1%3Fx%3D1&scope=read%20write"
            + $"&requested_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Ajwt&subject_token={subject.Reveal()}",
            request.Body);
        Assert.Equal(["Accept", "Content-Length", "Content-Type"], request.Headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("Bearer", AccessToken, "read write", "2026-01-15T12:10:00Z"), (Field(minted, "TokenType"), Field(minted, "IssuedTokenType"), Field(minted, "Scope"), Field(minted, "Expiration")));
        Assert.Equal(The.Moment.AddMinutes(10), minted.ExpiresAt);
        Assert.Equal("ACCESS_TOKEN=Token", string.Join(',', _world.Bound.DefaultOutputs.Select(static output => $"{output.Key}={output.Value}")));
    }

    [Fact]
    public async Task What_is_not_configured_is_not_sent()
    {
        var server = Serve(new FakeTokenExchange(Endpoint, _world.Own, _world.Time));
        await _world.With(Provider, "description: x").MintsAsync();
        Assert.Equal(["grant_type", "subject_token", "subject_token_type"], Assert.Single(server.Requests).Form.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["Expiration", "IssuedTokenType", "Token", "TokenType"], _world.Bound.Fields.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("client_secret_basic", "tokenEndpointAuthMethod: client_secret_basic\nclientId: 'id: 1'\nclientSecret: 's+ %&ü'", null, "Basic aWQlM0ErMTpzJTJCKyUyNSUyNiVDMyVCQw==")]
    [InlineData("client_secret_basic", "clientId: 'id: 1'\nclientSecret: 's+ %&ü'", null, "Basic aWQlM0ErMTpzJTJCKyUyNSUyNiVDMyVCQw==")]
    [InlineData("client_secret_post", "tokenEndpointAuthMethod: client_secret_post\nclientId: 'id: 1'\nclientSecret: 's+ %&ü'", "client_id=id%3A%201&client_secret=s%2B%20%25%26%C3%BC&", null)]
    [InlineData("none", "tokenEndpointAuthMethod: none\nclientId: 'id: 1'", "client_id=id%3A%201&", null)]
    [InlineData("none", "clientId: 'id: 1'", "client_id=id%3A%201&", null)]
    public async Task The_client_is_shown_as_the_server_wants_it(string method, string client, string? body, string? header)
    {
        var server = Serve(new FakeTokenExchange(Endpoint, _world.Own, _world.Time) { AuthMethod = method, Client = ("id: 1", new Secret("s+ %&ü")) });
        await _world.With($"{Provider}\n{client}", "description: x").MintsAsync();

        var request = Assert.Single(server.Requests);
        Assert.Equal(header, request.Headers.GetValueOrDefault("Authorization"));
        Assert.Equal(body is not null, request.Body.Contains("client_id", StringComparison.Ordinal));
        Assert.Contains(body ?? "", request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_is_not_the_one_is_refused_once()
    {
        var server = Serve(new FakeTokenExchange(Endpoint, _world.Own, _world.Time) { AuthMethod = "client_secret_post", Client = ("broker", Canary.Make("client-secret")) });
        var error = await _world.With($"{Provider}\nclientId: broker\nclientSecret: {Canary.Make("wrong-secret").Reveal()}", "description: x").FailsAsync("the wrong method", BrokerErrorCode.MintRefused);
        Assert.Equal("token endpoint: status 401, invalid_client", error.Cause);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_actor_is_shown_from_its_file_as_it_is_now()
    {
        var actors = new FakeIdp("https://cluster.example.test", _world.Time, "ES256");
        var server = Serve(new FakeTokenExchange(Endpoint, _world.Own, _world.Time) { Actors = actors });
        var (first, second) = (actors.Issue(subject: "first", audience: "cloud"), actors.Issue(subject: "second", audience: "cloud"));
        _world.Folder.Write("actor", first.Reveal() + "\n");
        _world.With($"{Provider}\nactorTokenFile: actor", "description: x");
        await _world.MintsAsync();

        _world.Folder.Write("actor", second.Reveal());
        await _world.MintsAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.MintsAsync();

        // What is no token takes nothing away.
        foreach (var rubbish in new[] { "", "two words", "a\nb", "ü" })
        {
            _world.Folder.Write("actor", rubbish);
            _world.Time.Advance(TimeSpan.FromSeconds(1));
            await _world.MintsAsync();
        }

        File.Delete(Path.Combine(_world.Folder.Path, "actor"));
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.MintsAsync();

        Assert.Equal([first.Reveal(), first.Reveal(), .. Enumerable.Repeat(second.Reveal(), 6)], server.Requests.Select(static request => request.Form["actor_token"]));
        Assert.All(server.Requests, static request => Assert.Equal("urn:ietf:params:oauth:token-type:jwt", request.Form["actor_token_type"]));
        Assert.All(server.Requests, request => Assert.DoesNotContain(request.Form["subject_token"], new[] { first.Reveal(), second.Reveal() }));
    }

    [Theory]
    [InlineData("expires_in", "600", false, "2026-01-15T12:10:00Z"), InlineData("expires_in", "\"600\"", false, "2026-01-15T12:10:00Z"), InlineData("expires_in", "60", false, "2026-01-15T12:01:00Z"), InlineData("expires_in", "60.9", true, "2026-01-15T12:01:00Z")]
    [InlineData("expires_in", "36000", false, "2026-01-15T12:10:00Z"), InlineData("expires_in", "36000", true, "2026-01-15T22:00:00Z"), InlineData("expires_in", "null", false, "2026-01-15T12:10:00Z")]
    public async Task The_earlier_of_what_the_server_and_the_token_say_is_told(string member, string value, bool isOpaque, string expiration)
    {
        var server = Serve(new FakeTokenExchange(Endpoint, _world.Own, _world.Time) { Opaque = isOpaque });
        server.Overrides[member] = JsonNode.Parse(value);
        var minted = await _world.With(Provider, "description: x").MintsAsync();
        Assert.Equal(expiration, Field(minted, "Expiration"));
        Assert.Matches(isOpaque ? "^sha256:[0-9a-f]{16}$" : "^[0-9a-f]{32}$", minted.Reference);
    }

    [Fact]
    public async Task A_server_that_gives_less_or_more_than_was_asked_for_is_told_of_truthfully()
    {
        var server = Serve(new FakeTokenExchange(Endpoint, _world.Own, _world.Time) { Scopes = ["read"] });
        var minted = await _world.With(Provider, "scopes: [read, write]").MintsAsync();
        Assert.Equal(("read", "read"), (Field(minted, "Scope"), minted.Metadata["scope"]));

        server.Overrides["scope"] = "read write email";
        Assert.Equal("read write email", Field(await _world.MintsAsync(), "Scope"));

        // RFC 8693 §2.2.1: left out where it is what was asked for.
        server.Overrides["scope"] = null;
        minted = await _world.MintsAsync();
        Assert.Equal("read write", Field(minted, "Scope"));
        Assert.False(minted.Metadata.ContainsKey("scope"));
    }

    public static TheoryData<string, string?, string> Unusable => new()
    {
        { "access_token", null, "access_token" }, { "access_token", "\"\"", "access_token" }, { "access_token", "\"a b\"", "access_token" }, { "access_token", "1", "access_token" }, { "access_token", "\"a\\nb\"", "access_token" },
        { "issued_token_type", null, "issued_token_type" }, { "issued_token_type", "1", "issued_token_type" }, { "issued_token_type", "\"urn:ietf:params:oauth:token-type:jwt\"", "issued_token_type" }, { "issued_token_type", "\"access_token\"", "issued_token_type" },
        { "token_type", null, "token_type" }, { "token_type", "\"DPoP\"", "token_type" }, { "token_type", "\"mac\"", "token_type" }, { "token_type", "\"\"", "token_type" },
        { "expires_in", "0", "expired" }, { "expires_in", "-1", "how long" }, { "expires_in", "\"soon\"", "how long" }, { "expires_in", "1e12", "how long" }, { "expires_in", "true", "how long" },
        { "scope", "\"\"", "scope" }, { "scope", "[\"read\"]", "scope" }, { "scope", "\"a\\nb\"", "scope" }, { "scope", "\"a  b\"", "scope" },
    };

    [Theory, MemberData(nameof(Unusable))]
    public async Task An_answer_is_refused_whose(string member, string? value, string fault)
    {
        var server = Serve(new FakeTokenExchange(Endpoint, _world.Own, _world.Time));
        _world.With(Provider, $"requestedTokenType: {AccessToken}");
        server.Overrides[member] = value is null ? null : JsonNode.Parse(value);

        var error = await _world.FailsAsync($"{member}: {value}", BrokerErrorCode.MintInvalidResponse);

        Assert.Contains(fault, error.Cause, StringComparison.Ordinal);
        server.Overrides.Remove(member);
        await _world.MintsAsync();
    }

    [Fact]
    public async Task Nothing_is_handed_out_that_is_good_for_nobody_knows_how_long()
    {
        var server = Serve(new FakeTokenExchange(Endpoint, _world.Own, _world.Time) { Opaque = true });
        _world.With(Provider, "description: x");
        server.Overrides["expires_in"] = null;
        await _world.FailsAsync("an opaque token without expires_in", BrokerErrorCode.MintInvalidResponse);

        server.Opaque = false;
        Assert.Equal(The.Moment.AddMinutes(10), (await _world.MintsAsync()).ExpiresAt);
        server.Overrides["expires_in"] = 3600;
        server.Lifetime = TimeSpan.FromMinutes(-1);
        await _world.FailsAsync("its own exp has passed", BrokerErrorCode.MintInvalidResponse);
    }

    [Fact]
    public async Task A_refresh_token_is_never_handed_out()
    {
        var server = Serve(new FakeTokenExchange(Endpoint, _world.Own, _world.Time));
        _world.With(Provider, "description: x");
        var refresh = Canary.Make("refresh-token").Reveal();
        server.Overrides["refresh_token"] = refresh;
        Assert.DoesNotContain(refresh, (await _world.MintsAsync()).Fields.Values.Select(static field => field.Reveal()));

        server.Overrides["issued_token_type"] = "urn:ietf:params:oauth:token-type:refresh_token";
        await _world.FailsAsync("a refresh token in the place of an access token", BrokerErrorCode.MintInvalidResponse);
    }

    [Theory]
    [InlineData(400, "invalid_request", BrokerErrorCode.MintRefused), InlineData(400, "invalid_target", BrokerErrorCode.MintRefused), InlineData(400, "invalid_scope", BrokerErrorCode.MintRefused), InlineData(401, "invalid_client", BrokerErrorCode.MintRefused), InlineData(400, "unsupported_grant_type", BrokerErrorCode.MintRefused)]
    [InlineData(400, "slow_down", BrokerErrorCode.CloudThrottled), InlineData(503, "slow_down", BrokerErrorCode.CloudThrottled), InlineData(429, "anything", BrokerErrorCode.CloudThrottled), InlineData(400, "temporarily_unavailable", BrokerErrorCode.CloudUnreachable), InlineData(503, "temporarily_unavailable", BrokerErrorCode.CloudUnreachable), InlineData(500, "server_error", BrokerErrorCode.CloudUnreachable)]
    public async Task An_error_says_what_to_do(int status, string code, BrokerErrorCode expected)
    {
        _world.Network.Map(Endpoint, (_, _) => Task.FromResult(Answers.Json(new JsonObject { ["error"] = code, ["error_description"] = "upstream-text" }, status)));
        var error = await _world.With(Provider, "description: x").FailsAsync(code, expected);
        Assert.Equal($"token endpoint: status {status}, {code}", error.Cause);
    }

    [Theory]
    [InlineData("audience: payroll", "invalid_target"), InlineData("resource: https://payroll.example.test", "invalid_target"), InlineData("scopes: [admin]", "invalid_scope"), InlineData("requestedTokenType: urn:ietf:params:oauth:token-type:saml2", "invalid_request")]
    public async Task A_server_that_has_something_else_refuses(string key, string code)
    {
        Serve(new FakeTokenExchange(Endpoint, _world.Own, _world.Time) { Targets = ["reports"], Scopes = ["read"] });
        Assert.EndsWith($", {code}", (await _world.With(Provider, key).FailsAsync(key, BrokerErrorCode.MintRefused)).Cause, StringComparison.Ordinal);
        await _world.With(Provider, "audience: reports\nscopes: [read]").MintsAsync();
    }

    private static string Field(Access.MintedCredential minted, string name) => minted.Fields[name].Reveal();

    private FakeTokenExchange Serve(FakeTokenExchange server)
    {
        _world.Network.Map(Endpoint, server.AnswerAsync);
        return server;
    }
}
