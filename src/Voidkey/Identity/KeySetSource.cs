using Microsoft.Extensions.Logging;
using Voidkey.Diagnostics;
using Voidkey.Http;

namespace Voidkey.Identity;

/// <summary>Fetches one issuer's key set from where the configuration says, or from where its discovery document says.</summary>
/// <param name="keySetUri">Where the set is; null: discovery.</param>
internal sealed class KeySetSource(TrustedIssuer issuer, Uri? keySetUri, OutboundHttp http, ILogger logger)
{
    private volatile Uri? _discovered;

    /// <returns>The set, or why there is none.</returns>
    public async Task<Fetched<KeySet>> FetchAsync(CancellationToken ct)
    {
        using var span = BrokerSpans.StartFetch("key set");
        span?.SetTag("voidkey.idp", issuer.Name);
        var fetched = await AskAsync(ct);
        BrokerSpans.SetOutcome(span, fetched.Value is null ? BrokerMetrics.Failed : null);
        if (fetched.Value is { } set) logger.KeySetFetched(issuer.Name, set.Count, set.Unfit.Count, set.WhyUnfit);
        else logger.KeySetFetchFailed(issuer.Name, fetched.Fault);
        return fetched;
    }

    private async Task<Fetched<KeySet>> AskAsync(CancellationToken ct)
    {
        var uri = keySetUri ?? _discovered;
        if (uri is null)
        {
            var (document, fault) = await OpenIdDiscovery.FetchAsync(http, issuer.Issuer, ct);
            if (document is null) return new(null, fault);
            if (!OpenIdDiscovery.TryGetEndpoint(document.Value, "jwks_uri", issuer.Issuer, out uri)) return new(null, "discovery names no usable 'jwks_uri'");
        }

        var fetched = await AskAsync(uri, ct);

        // Remembered only while it works, so that a provider may move its keys.
        _discovered = fetched.Value is null ? null : uri;
        return fetched;
    }

    private async Task<Fetched<KeySet>> AskAsync(Uri uri, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        using var answer = await http.SendAsync(request, OpenIdDiscovery.MaxDocumentBytes, ct);

        if (!answer.IsOk) return new(null, $"key set at {uri}: {answer.Cause}");
        return KeySet.TryRead(answer.Body.Span, issuer.Algorithms, out var set, out var fault) ? new(set, "") : new(null, $"key set at {uri}: {fault}");
    }
}
