using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Http;

namespace CustomProvider;

/// <summary>Mints tokens of an artifact store that takes OIDC tokens: <c>POST ENDPOINT/v1/tokens</c>.</summary>
/// <remarks>Reads settings when a configuration is loaded, and says all that is wrong with them at once. Nothing here runs while requests do.</remarks>
public sealed class ArtifactStoreProvider(OutboundHttp http, TimeProvider time) : IAccessProvider
{
    public string Type => "artifact-store";

    public BindKey Bind(ConfigSection provider)
    {
        var endpoint = provider.Url("endpoint");
        if (!provider.Has("endpoint")) provider.Report(ConfigCodes.Missing, null, "'endpoint' is missing");

        // One for the entry: its keys share the budget of second tries.
        var store = new CloudCall(ArtifactStoreKey.Dialect, http.Trusting(provider.CertificateAuthorities("caFile")));
        return key => new ArtifactStoreKey(store, new Uri(endpoint ?? new Uri("https://invalid.invalid"), "/v1/tokens"), Repository(key), Access(key), time);
    }

    // No templates here: a claim of the caller's would choose what he gets.
    private static string Repository(ConfigSection key)
    {
        var repository = key.Text("repository");
        if (repository.Contains('*', StringComparison.Ordinal)) key.Report(ConfigCodes.Unsafe, "repository", "name one repository; a token for all of them is no scoped credential");
        return repository;
    }

    private static string Access(ConfigSection key) => key.Choice("access", "read", "write") ?? "read";
}
