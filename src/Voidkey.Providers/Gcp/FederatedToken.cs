using Voidkey.Access;

namespace Voidkey.Providers.Gcp;

/// <summary>The pool's own token, as STS gives it: the roles are those of the principal that the pool makes of the broker.</summary>
internal sealed class FederatedToken(GcpCloud cloud, IReadOnlyList<string> scopes) : IBoundKey
{
    private readonly string _scope = string.Join(' ', scopes);

    public IReadOnlyList<string> Fields { get; } = GcpFields.Of(GcpFields.AccessToken, null);

    public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs => GcpFields.AccessTokenOutputs;

    /// <summary>STS takes no lifetime, and gives an hour at most.</summary>
    public LifetimeRange Lifetimes { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

    public bool HonoursLifetime => false;

    public string Destination => cloud.Sts.Host;

    public async ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct)
    {
        var exchanged = await cloud.Sts.ExchangeAsync(context.Token, _scope, ct);
        if (!exchanged.TryGet(out var token, out var error)) return error;
        return token.Expiration is { } expiration
            ? GcpFields.Minted(GcpFields.AccessToken, token, expiration, cloud.Provider, null)
            : cloud.Sts.Errors.Invalid("'expires_in' is missing, and nothing else says until when the token works");
    }
}
