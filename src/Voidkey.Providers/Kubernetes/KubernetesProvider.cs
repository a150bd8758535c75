using System.Text.RegularExpressions;
using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Http;

namespace Voidkey.Providers.Kubernetes;

/// <summary>Mints tokens of service accounts with the TokenRequest API (Kubernetes API, authentication.k8s.io/v1), for which the API server must trust the broker's identity provider.</summary>
public sealed partial class KubernetesProvider(OutboundHttp http, TimeProvider time) : IAccessProvider
{
    public string Type => "kubernetes";

    public BindKey Bind(ConfigSection provider)
    {
        var server = provider.Url("server");
        if (!provider.Has("server")) provider.Report(ConfigCodes.Missing, null, "'server' is missing: the URL of the API server");
        if (server is { Query.Length: > 0 }) provider.Report(ConfigCodes.InvalidValue, "server", "a server's URL has no query");

        var authorities = provider.CertificateAuthorities("caFile");
        var cluster = new Cluster(server ?? new Uri("https://invalid.invalid/"), authorities?.ToPem(), new CloudCall(TokenRequest.Dialect, http.Trusting(authorities)));
        var defaultNamespace = Name(provider, "namespace");
        return key => BindKey(key, cluster, defaultNamespace);
    }

    private ServiceAccountKey BindKey(ConfigSection key, Cluster cluster, string? defaultNamespace)
    {
        var of = Name(key, "namespace") ?? defaultNamespace;
        if (of is null && !key.Has("namespace")) key.Report(ConfigCodes.Missing, null, "'namespace' is missing, and the provider has none either");
        var account = Name(key, "serviceAccount");
        if (account is null && !key.Has("serviceAccount")) key.Report(ConfigCodes.Missing, null, "'serviceAccount' is missing");
        return new ServiceAccountKey(cluster, of ?? "", account ?? "", key.TextList("audiences") ?? [], time);
    }

    // RFC 1123 labels and subdomains: they become part of a path, in which nothing else may stand.
    private static string? Name(ConfigSection section, string member)
    {
        if (section.OptionalText(member) is not { Length: > 0 } name) return null;
        if (name.Length > 253 || !NameForm().IsMatch(name)) section.Report(ConfigCodes.InvalidValue, member, "this must be a name of Kubernetes: lower-case letters, digits, '-' and '.'");
        return name;
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
