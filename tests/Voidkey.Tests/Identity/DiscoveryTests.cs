using System.Text.Json;
using System.Text.Json.Nodes;
using Voidkey.Identity;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>Where the keys are is asked of the configured issuer only, and only that issuer may answer (OpenID Connect Discovery 1.0 §4.3).</summary>
public sealed class DiscoveryTests : IDisposable
{
    private const string Elsewhere = Outages.Elsewhere;
    private readonly ValidatorWorld _world = new(discovery: true);

    public static TheoryData<string, string, JsonNode?> BadDocuments { get; } = new()
    {
        { "names another issuer", "issuer", "https://other.example.test" }, { "names the issuer with a slash", "issuer", The.Issuer + "/" }, { "names the issuer in another case", "issuer", The.Issuer.ToUpperInvariant() },
        { "names a list of issuers", "issuer", new JsonArray(The.Issuer) }, { "names no issuer", "issuer", null }, { "names no key set", "jwks_uri", null }, { "names a key set that is no text", "jwks_uri", 7 },
        { "steps down to http", "jwks_uri", "http://ci.example.test/jwks" }, { "steps down to http elsewhere", "jwks_uri", "http://elsewhere.example.test/jwks" }, { "has a relative key set", "jwks_uri", "/jwks" },
        { "has a key set in a file", "jwks_uri", "file:///etc/passwd" }, { "has a key set with a user", "jwks_uri", "https://user:secret@elsewhere.example.test/jwks" }, { "has an empty key set URL", "jwks_uri", "" },
        { "has a key set in ftp", "jwks_uri", "ftp://elsewhere.example.test/jwks" }, { "has a key set in itself", "jwks_uri", "data:application/json,{}" },
    };

    public static TheoryData<string> Modes { get; } = [.. Outages.Names];

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task The_keys_are_found_by_discovery_once()
    {
        await _world.AcceptsAsync(_world.Idp.Issue());
        _world.Idp.Rotate();
        _world.Time.Advance(TimeSpan.FromSeconds(30));
        await _world.AcceptsAsync(_world.Idp.Issue());

        Assert.Equal((1, 2), (_world.Idp.DiscoveryRequests, _world.Idp.JwksRequests));
    }

    [Theory, MemberData(nameof(BadDocuments))]
    public async Task No_key_is_fetched_where_the_document(string why, string member, JsonNode? value)
    {
        _world.Network.Map(Elsewhere, _world.Idp.AnswerAsync).Map("http://elsewhere.example.test", _world.Idp.AnswerAsync).Map("http://ci.example.test", _world.Idp.AnswerAsync);
        _world.Idp.DiscoveryOverrides[member] = value;
        Assert.False((await _world.AskAsync(_world.Idp.Issue())).TryGet(out _, out var error), why);
        Assert.Equal(BrokerErrorCode.CallerKeysUnavailable, error.Code);
        Assert.Equal(_world.Idp.DiscoveryUri, Assert.Single(_world.Network.Requests).Uri.OriginalString);

        _world.Idp.DiscoveryOverrides.Clear();
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.AcceptsAsync(_world.Idp.Issue(), "once the document is right");
    }

    /// <summary>A scheme is the same in capitals (RFC 3986 §3.1).</summary>
    [Theory]
    [InlineData("http://localhost:9000", "http://localhost:9000/jwks", true), InlineData("HTTP://localhost:9000", "http://localhost:9000/jwks", true), InlineData("http://localhost:9000", "HTTP://localhost:9000/jwks", true)]
    [InlineData("HTTP://localhost:9000", "HTTPS://localhost:9000/jwks", true), InlineData("HTTPS://ci.example.test", "HTTPS://ci.example.test/jwks", true)]
    [InlineData("HTTPS://ci.example.test", "http://ci.example.test/jwks", false), InlineData("https://ci.example.test", "HTTP://ci.example.test/jwks", false)]
    public void An_endpoint_is_no_step_down_in_capitals_either(string issuer, string endpoint, bool isTaken) =>
        Assert.Equal(isTaken, OpenIdDiscovery.TryGetEndpoint(JsonSerializer.SerializeToElement(new JsonObject { ["jwks_uri"] = endpoint }), "jwks_uri", issuer, out _));

    [Theory, MemberData(nameof(Modes))]
    public async Task A_discovery_that_fails_is_an_outage_and_heals(string mode)
    {
        _world.Network.Map(Elsewhere, _world.Idp.AnswerAsync);
        _world.Network.Break(The.Issuer, Outages.Named(mode, _world.Time), "/.well-known/openid-configuration");
        var asked = _world.AskAsync(_world.Idp.Issue());
        Assert.False((Outages.NeverEnds(mode) ? await _world.Time.WaitAsync(asked) : await asked).TryGet(out _, out var error), mode);
        Assert.Equal(BrokerErrorCode.CallerKeysUnavailable, error.Code);
        Assert.Empty(_world.Network.RequestsTo(Elsewhere));
        Assert.Equal(0, _world.Idp.JwksRequests);

        _world.Network.Heal(The.Issuer);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.AcceptsAsync(_world.Idp.Issue());
    }

    [Fact]
    public async Task A_provider_may_move_its_keys()
    {
        await _world.AcceptsAsync(_world.Idp.Issue());
        var moved = new FakeIdp("https://moved.example.test", _world.Time, "ES256");
        _world.Network.Map(moved);
        _world.Network.Break(The.Issuer, Fault.Status(404), "/jwks");
        _world.Idp.DiscoveryOverrides["jwks_uri"] = moved.JwksUri;

        foreach (var _ in Enumerable.Range(0, 2))
        {
            _world.Time.Advance(TimeSpan.FromSeconds(30));
            await _world.AskAsync(_world.Idp.Issue(signWith: moved.Key));
        }

        await _world.AcceptsAsync(_world.Idp.Issue(signWith: moved.Key));
    }
}
