using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Testing;
using Xunit;
using SigningKey = Voidkey.Testing.SigningKey;

namespace Voidkey.Tests.Support;

/// <summary>One identity provider, the validator that trusts it, and the network between them.</summary>
public sealed class ValidatorWorld : IDisposable
{
    private readonly OutboundHttp _http;

    /// <param name="algorithm">What the provider signs with.</param>
    /// <param name="allowed">What it may sign with; null: just that.</param>
    /// <param name="discovery">Finds the keys by discovery instead of a configured URL.</param>
    public ValidatorWorld(string algorithm = "ES256", string[]? allowed = null, bool discovery = false)
    {
        Clock = new SteppedClock(Time);
        Idp = new FakeIdp(The.Issuer, Clock, algorithm);
        Network = new FakeNetwork().Map(Idp);
        _http = new OutboundHttp(Network);
        Validator = new SubjectTokenValidator([Trusted(Idp, The.Idp, allowed ?? [algorithm], discovery)], _http, Clock, Log);
    }

    public FakeTimeProvider Time { get; } = new(The.Moment);

    /// <summary>The same time, but for steps of the wall clock.</summary>
    public SteppedClock Clock { get; }

    public FakeIdp Idp { get; }

    public FakeNetwork Network { get; }

    public CapturedLog Log { get; } = new();

    public SigningKey Key => Idp.Key;

    internal SubjectTokenValidator Validator { get; }

    /// <summary>A token with accepted claims but for the changes.</summary>
    public Secret Token(params (string Name, JsonNode? Value)[] claims) => Key.SignJws(Some.Header(Key).ToJsonString(), Some.Claims(claims).ToJsonString());

    /// <summary>A token with an accepted header but for the changes.</summary>
    public Secret TokenWithHeader(params (string Name, JsonNode? Value)[] header) => Key.SignJws(Some.Header(Key, header).ToJsonString(), Some.Claims().ToJsonString());

    /// <summary>A token in which one claim stands as raw JSON.</summary>
    public Secret TokenRaw(string claim, string json) => Key.SignJws(Some.Header(Key).ToJsonString(), Some.ClaimsRaw(claim, json));

    internal async Task<Result<Principal>> AskAsync(Secret token) => await Validator.ValidateAsync(token, The.Limit);

    public async Task<Principal> AcceptsAsync(Secret token, string why = "")
    {
        var result = await AskAsync(token);
        if (!result.TryGet(out var principal, out var error)) Assert.Fail($"{why}: {error}");
        return principal!;
    }

    /// <summary>The token is refused as any bad token is; a good one beside it is accepted, and nothing but the key set was asked for.</summary>
    public async Task<BrokerError> RefusesAsync(Secret token, string why, BrokerErrorCode code = BrokerErrorCode.InvalidToken)
    {
        var result = await AskAsync(token);
        if (result.TryGet(out var principal, out var error)) Assert.Fail($"{why}: accepted as {principal.Subject}");

        Assert.Equal((why, code), (why, error!.Code));
        if (code == BrokerErrorCode.InvalidToken) Assert.Equal("The subject token was not accepted.", error.Message);
        if (token.Length > 20) Assert.DoesNotContain(token.Reveal(), $"{error} {Log.Text}", StringComparison.Ordinal);
        await AcceptsAsync(Idp.Issue(), $"the good token beside one that is {why}");
        AskedForKeysOnly();
        return error;
    }

    /// <summary>Nothing that a token says may cause a request.</summary>
    public void AskedForKeysOnly() =>
        Assert.All(Network.Requests, request => Assert.Equal($"GET {Idp.JwksUri}", $"{request.Method} {request.Uri.OriginalString}"));

    public void Dispose() => _http.Dispose();

    internal static TrustedIssuer Trusted(FakeIdp idp, string name, string[]? allowed = null, bool discovery = false, IReadOnlyList<string>? audiences = null) => new(
        name,
        idp.Issuer,
        audiences ?? [The.Audience],
        [.. (allowed ?? [idp.Key.Algorithm]).Select(algorithm => SignatureAlgorithm.Find(algorithm)!)],
        TrustedIssuer.DefaultTokenTypes,
        TrustedIssuer.DefaultClockSkew,
        TrustedIssuer.DefaultMaxTokenAge,
        new KeyOrigin.Remote(discovery ? null : new Uri(idp.JwksUri), KeyCachePolicy.Default));
}
