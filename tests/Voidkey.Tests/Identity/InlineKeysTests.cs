using Microsoft.Extensions.Time.Testing;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;
using SigningKey = Voidkey.Testing.SigningKey;

namespace Voidkey.Tests.Identity;

/// <summary>Keys that stand in the configuration.</summary>
public sealed class InlineKeysTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(The.Moment);
    private readonly FakeNetwork _network = new();
    private readonly OutboundHttp _http;
    private readonly FakeIdp _idp;
    private readonly SubjectTokenValidator _validator;

    public InlineKeysTests()
    {
        _idp = new FakeIdp(The.Issuer, _time, "ES256");
        _http = new OutboundHttp(_network.Map(_idp));
        Assert.True(KeySet.TryRead(System.Text.Encoding.UTF8.GetBytes($"{{\"keys\":{_idp.PublishedKeys.ToJsonString()}}}"), [SignatureAlgorithm.Find("ES256")!], out var set, out _));
        _validator = new SubjectTokenValidator([ValidatorWorld.Trusted(_idp, The.Idp) with { Keys = new KeyOrigin.Inline(set) }], _http, _time, new CapturedLog());
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task They_verify_tokens_and_nobody_is_asked_ever()
    {
        var stranger = SigningKey.Create("ES256");
        Assert.True(_validator.IsHealthy);
        _validator.WarmUp();
        foreach (var pause in new[] { TimeSpan.Zero, TimeSpan.FromMinutes(9), TimeSpan.FromDays(3), TimeSpan.FromDays(3000) })
        {
            _time.Advance(pause);
            Assert.True((await _validator.ValidateAsync(_idp.Issue(), The.Limit)).TryGet(out _, out _), $"{pause}");
            Assert.False((await _validator.ValidateAsync(_idp.Issue(signWith: stranger), The.Limit)).TryGet(out _, out var error));

            // No later try can find the key, so none is suggested.
            Assert.Equal((BrokerErrorCode.InvalidToken, null), (error.Code, error.RetryAfter));
        }

        Assert.True(_validator.IsHealthy);
        Assert.Empty(_network.Requests);
    }

    [Fact]
    public async Task A_provider_that_rotates_has_left_them_behind()
    {
        var old = _idp.Key;
        _idp.Rotate();
        Assert.False((await _validator.ValidateAsync(_idp.Issue(), The.Limit)).TryGet(out _, out _));
        Assert.True((await _validator.ValidateAsync(_idp.Issue(signWith: old), The.Limit)).TryGet(out _, out _));
        Assert.Empty(_network.Requests);
    }
}
