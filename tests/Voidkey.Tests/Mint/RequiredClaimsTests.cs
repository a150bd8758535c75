using System.Text.Json.Nodes;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Mint;

/// <summary>What every token of an issuer must say, whoever it is for.</summary>
public sealed class RequiredClaimsTests
{
    private const string Canary = "canary-claim-value";

    /// <summary>The requirement, and a claim with a value that meets it, and one with a value that does not.</summary>
    public static TheoryData<string, string, string, string?> Requirements => new()
    {
        { "{ owner_id: \"4815\" }", "owner_id", "\"4815\"", "\"4816\"" },
        { "{ owner_id: \"4815\" }", "owner_id", "\"4815\"", "4815" },
        { "{ owner_id: \"4815\" }", "owner_id", "\"4815\"", "[\"4815\"]" },
        { "{ owner_id: \"4815\" }", "owner_id", "\"4815\"", null },
        { "{ owner: [acme, acme-labs] }", "owner", "\"acme-labs\"", "\"acme-lab\"" },
        { "{ owner: \"acme-*\" }", "owner", "\"acme-labs\"", "\"acme-labs/x\"" },
        { "{ owner: { not: [evil] } }", "owner", "\"acme\"", "\"evil\"" },
        { "{ owner: { not: [evil] } }", "owner", "\"acme\"", null },
        { "{ owner: { regex: \"a+\" } }", "owner", "\"aaa\"", "\"aaab\"" },
        { "{ groups: { contains: ops } }", "groups", "[\"dev\",\"ops\"]", "\"ops\"" },
        { "{ owner: { exists: true } }", "owner", "\"x\"", null },
        { "{ act: { exists: false } }", "owner", "\"x\"", "{}" },
        { "{ /org/id: 7 }", "org", "{\"id\":7}", "{\"id\":\"7\"}" },
        { "[ { owner: acme }, { owner: acme-labs, tier: 1 } ]", "owner", "\"acme\"", "\"acme-labs\"" },
    };

    [Theory, MemberData(nameof(Requirements))]
    public async Task A_token_that_lacks_one_is_as_bad_as_any_other(string requirement, string claim, string good, string? bad)
    {
        await using var world = World(requirement);
        var name = requirement.Contains("act:", StringComparison.Ordinal) && bad is not null ? "act" : claim;
        Assert.True((await world.MintAsync(Token(world, claim, good), "AWS_DEPLOY")).TryGet(out _, out var unexpected), $"{unexpected}");
        var calls = world.Network.Requests.Count;

        var error = await world.RefusesAsync(BrokerErrorCode.InvalidToken, world.MintAsync(Token(world, name, bad), "AWS_DEPLOY"));

        Assert.Equal(("The subject token was not accepted.", null, null), (error.Message, error.Key, error.RetryAfter));
        Assert.Contains(name, error.Cause, StringComparison.Ordinal);
        Assert.Equal(calls, world.Network.Requests.Count);
    }

    [Fact]
    public async Task It_is_told_apart_from_expiry_and_comes_after_the_signature()
    {
        await using var world = World("{ owner: acme }");
        var (expired, stranger) = (TimeSpan.FromMinutes(-10), SigningKey.Create("ES256"));

        await world.RefusesAsync(BrokerErrorCode.TokenExpired, world.MintAsync(world.Ci.Issue(lifetime: expired, claims: [new("owner", "acme")]), "AWS_DEPLOY"));
        await world.RefusesAsync(BrokerErrorCode.InvalidToken, world.MintAsync(world.Ci.Issue(lifetime: expired, claims: [new("owner", "evil")]), "AWS_DEPLOY"));
        var forged = await world.RefusesAsync(BrokerErrorCode.InvalidToken, world.MintAsync(world.Ci.Issue(claims: [new("owner", "evil")], signWith: stranger, header: [new("kid", world.Ci.Key.KeyId)]), "AWS_DEPLOY"));
        Assert.Contains("signature", forged.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_names_the_claim_and_no_value_of_it()
    {
        await using var world = World("{ owner: acme, tier: { regex: \"secret-pattern\" } }");
        await world.RefusesAsync(BrokerErrorCode.InvalidToken, world.MintAsync(world.Ci.Issue(claims: [new("owner", Canary), new("tier", Canary)]), "AWS_DEPLOY"));
        Assert.Contains("'requiredClaims' of ci do not hold: owner, tier", world.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, world.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-pattern", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_one_issuer_s_and_nobody_else_s()
    {
        await using var world = World("{ owner: acme }");
        Assert.True((await world.MintAsync(world.Other.Issue(), "OTHERS")).TryGet(out _, out _));
        await world.RefusesAsync(BrokerErrorCode.InvalidToken, world.MintAsync(world.Ci.Issue(), "AWS_DEPLOY"));
    }

    private static MintingWorld World(string requirement) =>
        new(yaml => yaml.Replace("/jwks, algorithms: [ES256] }\n  - { name: other", $"/jwks, algorithms: [ES256], requiredClaims: {requirement} }}\n  - {{ name: other", StringComparison.Ordinal));

    private static Secret Token(MintingWorld world, string claim, string? json) => world.Ci.Issue(claims: [new(claim, json is null ? null : JsonNode.Parse(json))]);
}
