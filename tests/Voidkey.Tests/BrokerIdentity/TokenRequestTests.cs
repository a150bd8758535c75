using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.BrokerIdentity;

/// <summary>What the broker's own provider is asked, and how we prove who we are (RFC 6749 §2.3.1, §4.4).</summary>
public sealed class TokenRequestTests
{
    public static TheoryData<string> OddSecrets { get; } =
        ["plain", "a b", "a+b", "a%20b", "a&b=c", "a:b", "pass/word?#", "ünïcödé", "日本語", "'\"<>", "=", "!*'()", "%", "a\tb", "🔑", " leading and trailing "];

    [Theory]
    [InlineData("post", "client_secret_post"), InlineData("basic", "client_secret_basic"), InlineData("auto", "client_secret_post")]
    public async Task The_secret_is_shown_the_configured_way(string method, string seen)
    {
        using var world = new TokenWorld(method, scopes: ["read", "write"]);
        await world.GetsAsync();

        var request = Assert.Single(world.Idp.TokenRequestsSeen);
        Assert.Equal((seen, "voidkey", TokenWorld.Audience, "read write"), (request.AuthMethod, request.ClientId, request.Audience, request.Scope));
        Assert.Equal("client_credentials", request.Form["grant_type"]);
        Assert.Equal(method == "basic", !request.Form.ContainsKey("client_secret"));
        Assert.Equal("", Assert.Single(world.Network.Requests).Uri.Query);
    }

    [Fact]
    public async Task Without_scopes_none_are_sent()
    {
        using var world = new TokenWorld();
        await world.GetsAsync();
        Assert.Null(Assert.Single(world.Idp.TokenRequestsSeen).Scope);
    }

    [Theory, MemberData(nameof(OddSecrets))]
    public async Task A_secret_of_any_letters_arrives_as_it_is(string secret)
    {
        foreach (var method in new[] { "post", "basic" })
        {
            using var world = new TokenWorld(method, secret, clientId: $"client {secret}");
            await world.GetsAsync();
        }
    }

    [Fact]
    public async Task Auto_finds_the_other_way_once_and_remembers_it()
    {
        using var world = new TokenWorld("auto");
        world.Idp.Tokens.AuthMethods = ["client_secret_basic"];

        await world.GetsAsync();
        await world.GetsAsync("another");

        Assert.Equal(["client_secret_post", "client_secret_basic", "client_secret_basic"], world.Idp.TokenRequestsSeen.Select(request => request.AuthMethod));
    }

    [Fact]
    public async Task Auto_does_not_ask_again_for_what_another_way_cannot_change()
    {
        using var world = new TokenWorld("auto");
        world.Network.Break(world.Idp.Issuer, Fault.Status(500));
        await world.FailsAsync("the provider fails");
        Assert.Single(world.Network.Requests);
    }

    [Theory]
    [InlineData("post", 1), InlineData("basic", 1), InlineData("auto", 2)]
    public async Task A_wrong_secret_is_refused_by_its_code(string method, int requests)
    {
        using var world = new TokenWorld(method);
        world.Idp.AddClient("voidkey", Canary.Make("another-secret"));

        var error = await world.FailsAsync("the secret is wrong");

        Assert.Contains("invalid_client", error.Cause, StringComparison.Ordinal);
        Assert.Equal(requests, world.Idp.TokenRequests);
    }

    [Theory]
    [InlineData(301), InlineData(302), InlineData(303), InlineData(307), InlineData(308)]
    public async Task A_redirect_takes_the_secret_nowhere(int status)
    {
        foreach (var method in new[] { "post", "basic", "auto" })
        {
            using var world = new TokenWorld(method);
            world.Network.Map(Outages.Elsewhere, world.Idp.AnswerAsync);
            world.Network.Break(world.Idp.Issuer, Fault.Redirect(status, Outages.Elsewhere + "/token"));

            await world.FailsAsync($"{status}");

            Assert.Empty(world.Network.RequestsTo(Outages.Elsewhere));
        }
    }

    [Fact]
    public async Task The_endpoint_may_be_discovered()
    {
        using var world = new TokenWorld(discovery: true);
        await world.GetsAsync();
        await world.GetsAsync("another");
        Assert.Equal((1, 2), (world.Idp.DiscoveryRequests, world.Idp.TokenRequests));
    }

    [Theory]
    [InlineData("issuer", "https://other.example.test"), InlineData("token_endpoint", "http://broker-idp.example.test/token"), InlineData("token_endpoint", null), InlineData("token_endpoint", "/token")]
    public async Task A_discovery_that_is_not_the_issuers_is_shown_no_secret(string member, string? value)
    {
        using var world = new TokenWorld(discovery: true);
        world.Network.Map("http://broker-idp.example.test", world.Idp.AnswerAsync);
        world.Idp.DiscoveryOverrides[member] = value;

        await world.FailsAsync($"{member} = {value}");

        Assert.Equal("GET", Assert.Single(world.Network.Requests).Method);
    }
}
