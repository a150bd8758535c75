using Voidkey.Access;
using Voidkey.Diagnostics;

namespace Voidkey.Providers.Gcp;

/// <summary>The names under which outputs refer to Google's tokens.</summary>
internal static class GcpFields
{
    public const string AccessToken = "AccessToken";
    public const string IdToken = "IdToken";
    public const string Expiration = "Expiration";
    public const string ServiceAccount = "ServiceAccount";
    public const string ProjectId = "ProjectId";
    public const string ProjectNumber = "ProjectNumber";

    /// <summary>What gcloud and the tools it brings read, and what Terraform reads.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> AccessTokenOutputs { get; } = [new("CLOUDSDK_AUTH_ACCESS_TOKEN", AccessToken), new("GOOGLE_OAUTH_ACCESS_TOKEN", AccessToken)];

    /// <summary>No tool of Google's reads an ID token from a variable; this name is ours.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> IdTokenOutputs { get; } = [new("GOOGLE_ID_TOKEN", IdToken)];

    /// <param name="field">The token's own: <see cref="AccessToken"/> or <see cref="IdToken"/>.</param>
    /// <param name="account">Whose token it is; null: the pool's own.</param>
    public static IReadOnlyList<string> Of(string field, ServiceAccount? account) =>
        [field, Expiration, ProjectNumber, .. account is null ? (string[])[] : account.ProjectId is null ? [ServiceAccount] : [ServiceAccount, ProjectId]];

    /// <summary>The credential, with all of those fields.</summary>
    /// <param name="expiration">Until when the token works.</param>
    public static MintedCredential Minted(string field, GoogleToken token, DateTimeOffset expiration, WorkloadIdentityProvider provider, ServiceAccount? account)
    {
        var fields = new Dictionary<string, Secret>(5, StringComparer.Ordinal)
        {
            [field] = token.Value,
            [Expiration] = new(Timestamps.Seconds(expiration)),
            [ProjectNumber] = new(provider.ProjectNumber),
        };
        var metadata = new Dictionary<string, string>(1, StringComparer.Ordinal);
        if (account?.ProjectId is { } project) fields.Add(ProjectId, new Secret(project));
        if (account is not null)
        {
            fields.Add(ServiceAccount, new Secret(account.Email));
            metadata.Add("serviceAccount", account.Email);
        }

        return new MintedCredential(fields, expiration, TokenReference.Of(token.Value)) { Metadata = metadata };
    }
}
