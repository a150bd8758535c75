using Voidkey.Access;

namespace Voidkey.Providers.Gcp;

/// <summary>An access token of a service account, narrowed by a boundary where there is one.</summary>
/// <param name="isExtended">Whether the organisation lets this account's tokens live for more than an hour.</param>
internal sealed class ServiceAccountToken(GcpCloud cloud, ServiceAccount account, AccessTokenForm form, bool isExtended, AccessBoundary? boundary) : IBoundKey
{
    private readonly Uri _url = cloud.Iam.MethodOf(account, "generateAccessToken");

    public IReadOnlyList<string> Fields { get; } = GcpFields.Of(GcpFields.AccessToken, account);

    public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs => GcpFields.AccessTokenOutputs;

    /// <summary>IAM Service Account Credentials API, generateAccessToken: 1 h; 12 h where <c>constraints/iam.allowServiceAccountCredentialLifetimeExtension</c> names the account.</summary>
    public LifetimeRange Lifetimes { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(isExtended ? 12 : 1));

    public string Destination => cloud.Sts.Host;

    public string Target => account.Email;

    public IReadOnlyList<ICallerText> CallerTexts { get; } = boundary is null ? [] : [boundary];

    public async ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct)
    {
        var exchanged = await cloud.Sts.ExchangeAsync(context.Token, GcpSettings.CloudPlatform, ct);
        if (!exchanged.TryGet(out var federated, out var error)) return error;

        var generated = await cloud.Iam.GenerateAccessTokenAsync(_url, federated, form.For(context.Lifetime), ct);
        if (!generated.TryGet(out var token, out error)) return error;

        var expiration = token.Expiration!.Value;
        if (boundary is null) return GcpFields.Minted(GcpFields.AccessToken, token, expiration, cloud.Provider, account);

        var narrowed = await cloud.Sts.NarrowAsync(token, context.Texts[boundary], ct);
        if (!narrowed.TryGet(out var narrow, out error)) return error;
        return GcpFields.Minted(GcpFields.AccessToken, narrow, narrow.Expiration < expiration ? narrow.Expiration.Value : expiration, cloud.Provider, account);
    }
}
