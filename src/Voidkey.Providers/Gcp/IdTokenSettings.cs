using Voidkey.Configuration;

namespace Voidkey.Providers.Gcp;

/// <summary>An ID token that says who the service account is (IAM Service Account Credentials API, generateIdToken).</summary>
/// <param name="Audience">Who the token is for: the URL of a service, or the client id of one that is behind Identity-Aware Proxy.</param>
/// <param name="IsEmailIncluded">Whether it has the account's address in it; some services ask for that.</param>
internal sealed record IdTokenSettings(string Audience, bool IsEmailIncluded)
{
    /// <summary>Reads <c>idToken</c> of a key; null where it has none.</summary>
    public static IdTokenSettings? Read(ConfigSection key) =>
        key.Section("idToken") is { } section ? new IdTokenSettings(section.Text("audience"), section.Flag("includeEmail", true)) : null;
}
