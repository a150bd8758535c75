using System.Text.Json;
using System.Text.Json.Nodes;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>Whose tokens can be verified, whichever way an issuer is written, and what is said where one cannot.</summary>
public sealed class ReadyToVerifyTests
{
    [Fact]
    public async Task Nobody_can_be_verified_before_there_are_keys_and_one_provider_is_enough()
    {
        using var world = new ValidatorWorld();
        var silent = new FakeIdp("https://silent.example.test", world.Clock, "ES256");
        using var http = new OutboundHttp(new FakeNetwork().Map(world.Idp).Map(silent.Issuer, static (_, _) => throw new HttpRequestException()));
        var validator = new SubjectTokenValidator([ValidatorWorld.Trusted(silent, "silent"), ValidatorWorld.Trusted(world.Idp, The.Idp)], http, world.Clock, world.Log);
        Assert.Equal((false, null), (validator.CanVerify, validator.IsHealthy));

        Assert.False((await validator.ValidateAsync(silent.Issue(), The.Limit)).TryGet(out _, out _));
        Assert.Equal((false, false), (validator.CanVerify, validator.IsHealthy));

        Assert.True((await validator.ValidateAsync(world.Idp.Issue(), The.Limit)).TryGet(out _, out _));
        Assert.Equal((true, false), (validator.CanVerify, validator.IsHealthy));
        Assert.Equal([("ci", 1), ("silent", 0)], validator.KeysByIdp.Select(static one => (one.Idp, one.Keys.Count)).Order());
    }

    /// <summary>Every character of an issuer may be escaped, in the longest one too.</summary>
    [Fact]
    public async Task An_issuer_may_be_written_in_escapes_from_end_to_end()
    {
        using var world = new ValidatorWorld();
        var brief = new FakeIdp("https://a.test", world.Clock, "ES256");
        using var http = new OutboundHttp(new FakeNetwork().Map(world.Idp).Map(brief));
        var validator = new SubjectTokenValidator([ValidatorWorld.Trusted(brief, "brief"), ValidatorWorld.Trusted(world.Idp, The.Idp)], http, world.Clock, world.Log);
        foreach (var idp in new[] { brief, world.Idp })
        {
            var escaped = string.Concat(idp.Issuer.Select(static c => $"\\u{(int)c:x4}"));
            var token = idp.Key.SignJws(Some.Header(idp.Key).ToJsonString(), Some.ClaimsRaw("iss", $"\"{escaped}\""));
            Assert.True((await validator.ValidateAsync(token, The.Limit)).TryGet(out _, out var error), $"{idp.Issuer}: {error}");
        }
    }

    [Fact]
    public async Task A_caller_whose_token_has_expired_is_told_so()
    {
        using var world = new ValidatorWorld();
        var error = await world.RefusesAsync(world.Token(("exp", The.Second - 60)), "expired", BrokerErrorCode.TokenExpired);
        Assert.Equal("The subject token has expired. Get a new one from your identity provider.", error.Message);
    }

    [Theory]
    [InlineData("1.5", "is no text, integer or flag"), InlineData("[]", "is no text, integer or flag"), InlineData("\"\"", "is empty"), InlineData("\"a\\nb\"", "contains a control character or a line break"), InlineData("\"a\\u2028b\"", "contains a control character or a line break")]
    public void A_claim_that_cannot_leave_says_why(string json, string why)
    {
        Assert.False(ClaimText.Of(ClaimPath.Parse("x")!, Caller(json)).TryGet(out _, out var error));
        Assert.Equal((BrokerErrorCode.ClaimUnusable, true), (error.Code, $"{error.Message} {error.Cause}".Contains(why, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Fixed_keys_say_which_they_do_not_have()
    {
        using var world = new ValidatorWorld();
        Assert.True(KeySet.TryRead(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["keys"] = new JsonArray(world.Key.PublicJwk()) }), [SignatureAlgorithm.Find("ES256")!], out var set, out _));
        Assert.False((await new FixedKeys("appliance", set).FindAsync("other", SignatureAlgorithm.Find("ES256")!, The.Limit)).TryGet(out _, out var error));
        Assert.Equal("no key of 'appliance' fits this 'kid' and 'alg'", error.Cause);
    }

    private static Principal Caller(string json) => new(The.Idp, The.Issuer, "me", The.Moment, The.Moment.AddMinutes(5), JsonElement.Parse($"{{\"x\":{json}}}"));
}
