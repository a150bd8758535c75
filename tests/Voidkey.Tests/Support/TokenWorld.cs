using Microsoft.Extensions.Time.Testing;
using Voidkey.BrokerIdentity;
using Voidkey.Http;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Tests.Support;

/// <summary>The broker's own provider and what asks it for tokens.</summary>
public sealed class TokenWorld : IDisposable
{
    public const string Audience = "sts.example";
    private readonly OutboundHttp _http;

    public TokenWorld(string method = "post", string? secret = null, string clientId = "voidkey", bool discovery = false, params string[] scopes)
        : this(secret is null ? Canary.Make("client-secret") : new Secret(secret), clientId, discovery, scopes, shown => new ClientSecret(shown, PlaceOf(method)))
    {
    }

    /// <summary>A client that proves who it is otherwise than by a secret.</summary>
    internal TokenWorld(ClientAuthentication authentication, bool discovery = false)
        : this(Canary.Make("client-secret"), "voidkey", discovery, [], _ => authentication)
    {
    }

    private TokenWorld(Secret secret, string clientId, bool discovery, string[] scopes, Func<Secret, ClientAuthentication> authentication)
    {
        Secret = secret;
        Clock = new SteppedClock(Time);
        Idp = new FakeIdp("https://broker-idp.example.test", Clock, "ES256");
        Idp.AddClient(clientId, Secret);
        Network = new FakeNetwork().Map(Idp);
        _http = new OutboundHttp(Network);
        Source = new ClientCredentials(Idp.Issuer, discovery ? null : new Uri(Idp.TokenUri), clientId, authentication(Secret), scopes).Open(_http, Clock, Log);
    }

    public FakeTimeProvider Time { get; } = new(The.Moment);

    /// <summary>The same time, but for steps of the wall clock.</summary>
    public SteppedClock Clock { get; }

    public FakeIdp Idp { get; }

    public FakeNetwork Network { get; }

    public CapturedLog Log { get; } = new();

    public Secret Secret { get; }

    /// <summary>True: the clock runs while somebody waits.</summary>
    public bool TimePasses { get; set; }

    internal CachedTokenSource Source { get; }

    internal Task<Result<BrokerToken>> AskAsync(string audience = Audience, CancellationToken ct = default) =>
        TimePasses ? Time.WaitAsync(Source.GetTokenAsync(audience, ct).AsTask()) : Source.GetTokenAsync(audience, ct).AsTask();

    public async Task<BrokerToken> GetsAsync(string audience = Audience)
    {
        if (!(await AskAsync(audience)).TryGet(out var token, out var error)) Assert.Fail(error.ToString());
        return token!;
    }

    /// <summary>There is no token, the caller reads a constant, and nobody reads a secret.</summary>
    public async Task<BrokerError> FailsAsync(string why, string audience = Audience)
    {
        var result = await AskAsync(audience);
        if (result.TryGet(out _, out var error)) Assert.Fail($"a token, {why}");
        Assert.Equal((why, BrokerErrorCode.BrokerIdentityUnavailable), (why, error!.Code));
        Assert.Equal("The broker cannot prove its own identity for now.", error.Message);
        Assert.NotNull(error.RetryAfter);
        if (Secret.Length >= 8) Assert.DoesNotContain(Secret.Reveal(), $"{error} {Log.Text}", StringComparison.Ordinal);
        Assert.DoesNotContain("upstream-text", $"{error} {Log.Text}", StringComparison.Ordinal);
        return error;
    }

    public void Dispose() => _http.Dispose();

    private static SecretPlace PlaceOf(string method) => method switch { "post" => SecretPlace.Body, "basic" => SecretPlace.Header, _ => SecretPlace.FoundOut };
}
