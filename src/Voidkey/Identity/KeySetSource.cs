using Voidkey.Http;

namespace Voidkey.Identity;

/// <summary>Fetches one issuer's key set from where the configuration says, or from where its discovery document says.</summary>
/// <param name="issuer">The configured issuer.</param>
/// <param name="keySetUri">Where the set is; null: discovery.</param>
/// <param name="allowed">The algorithms that the issuer may sign with.</param>
internal sealed class KeySetSource(OutboundHttp http, string issuer, Uri? keySetUri, IReadOnlyList<SignatureAlgorithm> allowed)
{
    private volatile Uri? _discovered;

    /// <returns>The set, or why there is none.</returns>
    public async Task<Fetched<KeySet>> FetchAsync(CancellationToken ct)
    {
        var uri = keySetUri ?? _discovered;
        if (uri is null)
        {
            var (document, fault) = await OpenIdDiscovery.FetchAsync(http, issuer, ct);
            if (document is null) return new(null, fault);
            if (!OpenIdDiscovery.TryGetEndpoint(document.Value, "jwks_uri", issuer, out uri)) return new(null, "discovery names no usable 'jwks_uri'");
        }

        var fetched = await FetchAsync(uri, ct);

        // Remembered only while it works, so that a provider may move its keys.
        _discovered = fetched.Value is null ? null : uri;
        return fetched;
    }

    private async Task<Fetched<KeySet>> FetchAsync(Uri uri, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        using var answer = await http.SendAsync(request, OpenIdDiscovery.MaxDocumentBytes, ct);

        if (!answer.IsOk) return new(null, $"key set at {uri}: {answer.Cause}");
        return KeySet.TryRead(answer.Body.Span, allowed, out var set, out var fault) ? new(set, "") : new(null, $"key set at {uri}: {fault}");
    }
}
