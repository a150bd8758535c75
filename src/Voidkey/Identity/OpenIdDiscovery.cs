using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Voidkey.Http;

namespace Voidkey.Identity;

/// <summary>Asks an issuer where its endpoints are (OpenID Connect Discovery 1.0 §4).</summary>
internal static class OpenIdDiscovery
{
    public const int MaxDocumentBytes = 1 << 20;

    /// <summary>Fetches the metadata of a configured issuer; it must name that very issuer (§4.3).</summary>
    /// <returns>The document, or why there is none.</returns>
    public static async Task<(JsonElement? Document, string Fault)> FetchAsync(OutboundHttp http, string issuer, CancellationToken ct)
    {
        var url = new Uri(issuer.TrimEnd('/') + "/.well-known/openid-configuration");
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        using var answer = await http.SendAsync(request, MaxDocumentBytes, ct);

        if (!answer.IsOk) return (null, $"discovery at {url}: {answer.Cause}");
        if (!StrictJson.TryReadObject(answer.Body.Span, out var document)) return (null, $"discovery at {url}: not a strict JSON object");
        if (!document.TryGetText("issuer", out var named) || !string.Equals(named, issuer, StringComparison.Ordinal))
            return (null, $"discovery at {url}: it names another issuer than '{issuer}'");
        return (document, "");
    }

    /// <summary>Where the endpoint for clients with a certificate stands (RFC 8705 §5): among the aliases where it has one there, else where it stands for all.</summary>
    /// <returns>The object that has the endpoint, and the endpoint's name for a message.</returns>
    public static (JsonElement Place, string Name) ForMutualTls(JsonElement document, string name) =>
        document.TryGetProperty("mtls_endpoint_aliases", out var aliases) && aliases.ValueKind == JsonValueKind.Object && aliases.TryGetProperty(name, out _)
            ? (aliases, $"mtls_endpoint_aliases.{name}")
            : (document, name);

    /// <summary>Reads an endpoint. It must be as safe to talk to as the issuer itself: no step down from https.</summary>
    public static bool TryGetEndpoint(JsonElement document, string name, string issuer, [NotNullWhen(true)] out Uri? endpoint)
    {
        endpoint = null;
        if (!document.TryGetText(name, out var text) || !Uri.TryCreate(text, UriKind.Absolute, out var url)) return false;
        if (url.UserInfo.Length > 0 || (url.Scheme != "https" && !(url.Scheme == "http" && issuer.StartsWith("http:", StringComparison.OrdinalIgnoreCase)))) return false;
        endpoint = url;
        return true;
    }
}
