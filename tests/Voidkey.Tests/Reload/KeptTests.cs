using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Reload;

/// <summary>What a reload takes over, so that it is no cold start, and what it must not.</summary>
public sealed class KeptTests
{
    private const string Down = "while the provider is down";

    /// <summary>Changes of the client IdP, and whether its keys are fetched anew.</summary>
    public static TheoryData<string, string, bool> IdpChanges => new()
    {
        { "nothing", "", false },
        { "the clock skew", ", clockSkew: 10s", false },
        { "the age of tokens", ", maxTokenAge: 1h", false },
        { "the types of tokens", ", tokenTypes: [JWT]", false },
        { "how often tokens may be used", ", replay: once", false },
        { "what tokens must say", ", requiredClaims: { sub: { exists: true } }", false },
        { "how long keys are used", ", jwksCache: { freshFor: 5m }", false },
    };

    [Theory, MemberData(nameof(IdpChanges))]
    public async Task Keys_are_kept_through_an_outage_when_what_changes_is(string what, string idp, bool isFetched)
    {
        await using var world = new ReloadWorld();
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        world.Network.Break(world.Ci.Issuer, Fault.Refuse);
        var asked = world.Network.RequestsTo(world.Ci.Issuer).Count;

        world.Write("config.yaml", world.Yaml("SECOND", idp: idp));
        await world.Reload.ReloadAsync();
        await world.GrantsAsync("SECOND", notThis: "FIRST", what + Down);
        Assert.Equal(isFetched, world.Network.RequestsTo(world.Ci.Issuer).Count > asked);
    }

    [Theory]
    [InlineData("algorithms: [ES256]", "algorithms: [ES256, RS256]"), InlineData("/jwks", "/jwks?again")]
    public async Task Keys_are_fetched_anew_when_where_they_come_from_or_what_they_may_do_changes(string from, string to)
    {
        await using var world = new ReloadWorld();
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        var asked = world.Network.RequestsTo(world.Ci.Issuer).Count;
        var changed = world.Yaml("SECOND").Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(world.Yaml("SECOND"), changed);

        world.Write("config.yaml", changed);
        await world.Reload.ReloadAsync();
        await world.GrantsAsync("SECOND", notThis: "FIRST");
        Assert.Equal(asked + 1, world.Network.RequestsTo(world.Ci.Issuer).Count);
    }

    [Fact]
    public async Task A_shorter_life_of_keys_counts_for_those_that_are_kept()
    {
        await using var world = new ReloadWorld();
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        world.Network.Break(world.Ci.Issuer, Fault.Refuse);
        world.Write("config.yaml", world.Yaml("FIRST", idp: ", jwksCache: { freshFor: 1m, staleFor: 1m }"));
        await world.Reload.ReloadAsync();

        world.Time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(1));
        await world.GrantsAsync("FIRST", notThis: "SECOND", Down);
        world.Time.Advance(TimeSpan.FromTicks(1));
        Assert.False((await world.MintAsync("FIRST")).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.CallerKeysUnavailable, error.Code);
    }

    [Fact]
    public async Task What_tokens_must_say_counts_from_the_swap_on_though_the_keys_are_kept()
    {
        await using var world = new ReloadWorld();
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        world.Write("config.yaml", world.Yaml("FIRST", idp: ", requiredClaims: { owner: acme }"));
        await world.Reload.ReloadAsync();

        Assert.False((await world.MintAsync("FIRST")).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.InvalidToken, error.Code);
        Assert.Equal(1, world.Ci.JwksRequests);
    }

    [Fact]
    public async Task An_issuer_that_is_gone_is_trusted_no_more()
    {
        await using var world = new ReloadWorld();
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        world.Write("config.yaml", world.Yaml("FIRST").Replace($"issuer: {world.Ci.Issuer},", "issuer: https://another.example.test,", StringComparison.Ordinal));
        await world.Reload.ReloadAsync();

        Assert.False((await world.MintAsync("FIRST")).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.InvalidToken, error.Code);
    }

    [Fact]
    public async Task The_brokers_token_is_kept_through_an_outage_where_its_client_is_the_same()
    {
        await using var world = new ReloadWorld();
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        world.Network.Break(world.Own.Issuer, Fault.Refuse);

        world.Write("config.yaml", world.Yaml("SECOND"));
        await world.Reload.ReloadAsync();
        await world.GrantsAsync("SECOND", notThis: "FIRST", Down);
        Assert.Equal(1, world.Own.TokenRequests);
    }

    [Theory]
    [InlineData("audience: sts.example\n", "audience: sts.example\n  tokenEndpointAuthMethod: client_secret_post\n"), InlineData("audience: sts.example\n", "audience: sts.example\n  scopes: [more]\n")]
    [InlineData("audience: sts.example\n", "audience: sts.example\n  issuer: https://broker-idp.example.test\n")]
    public async Task The_brokers_token_is_asked_for_anew_where_anything_of_its_client_changes(string from, string to)
    {
        await using var world = new ReloadWorld();
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        world.Write("config.yaml", world.Yaml("SECOND").Replace(from, to, StringComparison.Ordinal));
        await world.Reload.ReloadAsync();
        Assert.Equal(1, world.Log.Count(1402));

        await world.GrantsAsync("SECOND", notThis: "FIRST");
        Assert.Equal(2, world.Own.TokenRequests);
    }

    [Fact]
    public async Task Another_authority_in_the_same_file_is_seen_and_what_the_old_one_vouched_for_is_asked_for_anew()
    {
        using var one = TestAuthority.Root();
        using var other = TestAuthority.Root("Another CA");
        await using var world = new ReloadWorld(arrange: world =>
        {
            world.Write("ca.pem", one.Pem);
            world.Write("config.yaml", world.Yaml("FIRST", idp: ", caFile: ca.pem").Replace("  clientId: voidkey", "  clientId: voidkey\n  caFile: ca.pem", StringComparison.Ordinal));
        });
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        await world.Reload.ReloadAsync();
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        Assert.Equal((1, 1), (world.Ci.JwksRequests, world.Own.TokenRequests));

        world.Write("ca.pem", other.Pem);
        await world.LooksAsync();
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        Assert.Equal((2, 2), (world.Ci.JwksRequests, world.Own.TokenRequests));
    }

    [Fact]
    public async Task A_token_for_an_audience_that_nobody_names_any_more_is_nobodys_health()
    {
        await using var world = new ReloadWorld();
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        world.Write("config.yaml", world.Yaml("SECOND").Replace("audience: sts.example\n", "audience: another\n", StringComparison.Ordinal));
        await world.Reload.ReloadAsync();
        world.Time.Advance(TimeSpan.FromDays(1));

        Assert.Null(world.Host.Current.Broker.IsIdentityHealthy);
    }

    [Fact]
    public async Task A_request_under_way_ends_on_what_it_began_with()
    {
        await using var world = new ReloadWorld();
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        var gate = new Gate();
        world.Network.Break("https://sts.example.test", gate.Before(world.Sts.AnswerAsync));
        var minting = world.MintAsync("FIRST");
        await gate.Arrived;

        world.Write("config.yaml", world.Yaml("SECOND"));
        await world.Reload.ReloadAsync();
        Assert.False((await world.MintAsync("FIRST")).TryGet(out _, out var refusal));
        Assert.Equal(BrokerErrorCode.Forbidden, refusal.Code);
        gate.Open();
        Assert.True((await minting).TryGet(out var minted, out _));
        Assert.Equal("FIRST", minted.Keys.Single().Key);
    }
}
