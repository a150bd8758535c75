using Microsoft.Extensions.Time.Testing;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;
using SigningKey = Voidkey.Testing.SigningKey;

namespace Voidkey.Tests.Identity;

/// <summary>A provider speaks for itself alone, whatever kid and subject it uses (RFC 8725 §3.8).</summary>
public sealed class CrossIssuerTests
{
    private const int Count = 6;

    [Fact]
    public async Task Of_all_keys_and_issuers_only_the_pairs_that_belong_together_are_accepted()
    {
        var time = new FakeTimeProvider(The.Moment);
        var network = new FakeNetwork();
        var idps = Enumerable.Range(0, Count).Select(i => new FakeIdp($"https://idp-{i}.example.test", time, "ES256")).ToArray();
        var keys = idps.Select(_ => SigningKey.Create("ES256", "the-same-kid")).ToArray();
        for (var i = 0; i < Count; i++)
        {
            idps[i].PublishedKeys = [keys[i].PublicJwk()];
            network.Map(idps[i]);
        }

        using var http = new OutboundHttp(network);
        var validator = new SubjectTokenValidator([.. idps.Select((idp, i) => ValidatorWorld.Trusted(idp, $"idp-{i}"))], http, time, new CapturedLog());
        for (var signer = 0; signer < Count; signer++)
        {
            for (var claimed = 0; claimed < Count; claimed++)
            {
                var token = keys[signer].SignJws(Some.Header(keys[signer]).ToJsonString(), Some.Claims(("iss", idps[claimed].Issuer)).ToJsonString());
                var result = await validator.ValidateAsync(token, The.Limit);
                var accepted = result.TryGet(out var principal, out _);
                Assert.Equal((signer, claimed, signer == claimed), (signer, claimed, accepted));
                if (accepted) Assert.Equal($"idp-{signer}", principal!.Idp);
            }
        }

        Assert.All(idps, idp => Assert.Equal(1, idp.JwksRequests));
    }

    [Fact]
    public async Task A_provider_whose_keys_cannot_be_had_takes_no_other_down()
    {
        var time = new FakeTimeProvider(The.Moment);
        var (up, down) = (new FakeIdp("https://up.example.test", time, "ES256"), new FakeIdp("https://down.example.test", time, "ES256"));
        var network = new FakeNetwork().Map(up).Map(down);
        network.Break(down.Issuer, Fault.Refuse);
        using var http = new OutboundHttp(network);
        var validator = new SubjectTokenValidator([ValidatorWorld.Trusted(up, "up"), ValidatorWorld.Trusted(down, "down")], http, time, new CapturedLog());

        Assert.False((await validator.ValidateAsync(down.Issue(), The.Limit)).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.CallerKeysUnavailable, error.Code);
        Assert.True((await validator.ValidateAsync(up.Issue(), The.Limit)).TryGet(out _, out _));
        Assert.False(validator.IsHealthy);
    }
}
