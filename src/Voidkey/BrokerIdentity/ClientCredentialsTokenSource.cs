using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Identity;

namespace Voidkey.BrokerIdentity;

/// <summary>Asks the broker's identity provider for a token with the client credentials grant (RFC 6749 §4.4).</summary>
internal sealed class ClientCredentialsTokenSource
{
    private readonly ClientCredentials _client;
    private readonly OutboundHttp _http;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile Uri? _discovered;
    private volatile IReadOnlyList<IClientProof> _proofs;

    public ClientCredentialsTokenSource(ClientCredentials client, OutboundHttp http, TimeProvider time, ILogger logger)
    {
        (_client, _http, _time, _logger) = (client, http.Trusting(client.Anchors), time, logger);
        _proofs = client.Authentication.Open(client.ClientId, _http, time, logger);
    }

    /// <returns>A token for <paramref name="audience"/>, or why there is none.</returns>
    public async Task<Fetched<BrokerToken>> FetchAsync(string audience, CancellationToken ct)
    {
        using var span = BrokerSpans.StartFetch("broker token");
        span?.SetTag("voidkey.audience", audience);
        var fetched = await AskAsync(audience, ct);
        BrokerSpans.SetOutcome(span, fetched.Value is null ? BrokerMetrics.Failed : null);
        if (fetched.Value is { } token) _logger.BrokerTokenFetched(audience, token.Lifetime);
        else _logger.BrokerTokenFetchFailed(audience, fetched.Fault);
        return fetched;
    }

    private async Task<Fetched<BrokerToken>> AskAsync(string audience, CancellationToken ct)
    {
        var (endpoint, fault) = await EndpointAsync(ct);
        if (endpoint is null) return new(null, fault);

        var proofs = _proofs;
        var answer = await PostAsync(endpoint, audience, proofs[0], ct);
        if (proofs.Count == 1 || answer.Error is not "invalid_client") return answer.Fetched;

        // The provider knows us by the other method, or not at all. Asked once; the one that works is remembered.
        var second = await PostAsync(endpoint, audience, proofs[1], ct);
        if (second.Fetched.Value is not null) _proofs = [proofs[1]];
        return second.Fetched;
    }

    private async Task<(Uri? Endpoint, string Fault)> EndpointAsync(CancellationToken ct)
    {
        if ((_client.TokenEndpoint ?? _discovered) is { } known) return (known, "");

        var (document, fault) = await OpenIdDiscovery.FetchAsync(_http, _client.Issuer!, ct);
        if (document is null) return (null, fault);
        var (place, name) = _client.Authentication.UsesMutualTls ? OpenIdDiscovery.ForMutualTls(document.Value, "token_endpoint") : (document.Value, "token_endpoint");
        if (!OpenIdDiscovery.TryGetEndpoint(place, "token_endpoint", _client.Issuer!, out var endpoint)) return (null, $"discovery names no usable '{name}'");
        _discovered = endpoint;
        return (endpoint, "");
    }

    private async Task<(Fetched<BrokerToken> Fetched, string? Error)> PostAsync(Uri endpoint, string audience, IClientProof proof, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var form = new List<KeyValuePair<string, string>> { new("grant_type", "client_credentials") };
        if (audience.Length > 0) form.Add(new("audience", audience));
        if (_client.Scopes.Count > 0) form.Add(new("scope", string.Join(' ', _client.Scopes)));

        var proven = await proof.AddToAsync(request, form, ct);
        if (proven.Value is not { } http) return (new(null, proven.Fault), null);
        request.Content = new FormUrlEncodedContent(form);

        using var answer = await http.SendAsync(request, TokenAnswer.MaxBytes, ct);
        if (answer.Outcome is not OutboundOutcome.Answered) return (new(null, $"token endpoint {endpoint}: {answer.Cause}"), null);
        if (!answer.IsOk)
        {
            var error = TokenAnswer.ErrorOf(answer.Body.Span);
            return (new(null, $"token endpoint {endpoint}: {answer.Cause}{(error is null ? "" : $", {error}")}"), error ?? (answer.Status == 401 ? "invalid_client" : null));
        }

        return TokenAnswer.TryRead(answer.Body.Span, _time.GetUtcNow(), out var token, out var fault)
            ? (new(token, ""), null)
            : (new(null, $"token endpoint {endpoint}: {fault}"), null);
    }
}
