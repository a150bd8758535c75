using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Identity;

namespace Voidkey.BrokerIdentity;

/// <summary>Asks the broker's identity provider for a token with the client credentials grant (RFC 6749 §4.4).</summary>
internal sealed class ClientCredentialsTokenSource(ClientCredentials client, OutboundHttp http, TimeProvider time, ILogger logger)
{
    private volatile Uri? _discovered;
    private volatile ClientAuthenticationChoice _choice = new(client.Authentication);

    /// <returns>A token for <paramref name="audience"/>, or why there is none.</returns>
    public async Task<Fetched<BrokerToken>> FetchAsync(string audience, CancellationToken ct)
    {
        var fetched = await AskAsync(audience, ct);
        if (fetched.Value is { } token) logger.BrokerTokenFetched(audience, token.Lifetime);
        else logger.BrokerTokenFetchFailed(audience, fetched.Fault);
        return fetched;
    }

    private async Task<Fetched<BrokerToken>> AskAsync(string audience, CancellationToken ct)
    {
        var (endpoint, fault) = await EndpointAsync(ct);
        if (endpoint is null) return new(null, fault);

        var choice = _choice.Method;
        var answer = await PostAsync(endpoint, audience, choice is ClientAuthentication.Basic, ct);
        if (choice is not ClientAuthentication.Auto || answer.Error is not "invalid_client") return answer.Fetched;

        // The provider knows us by the other method, or not at all. Asked once; the one that works is remembered.
        var second = await PostAsync(endpoint, audience, basic: true, ct);
        if (second.Fetched.Value is not null) _choice = new(ClientAuthentication.Basic);
        return second.Fetched;
    }

    private async Task<(Uri? Endpoint, string Fault)> EndpointAsync(CancellationToken ct)
    {
        if ((client.TokenEndpoint ?? _discovered) is { } known) return (known, "");

        var (document, fault) = await OpenIdDiscovery.FetchAsync(http, client.Issuer!, ct);
        if (document is null) return (null, fault);
        if (!OpenIdDiscovery.TryGetEndpoint(document.Value, "token_endpoint", client.Issuer!, out var endpoint)) return (null, "discovery names no usable 'token_endpoint'");
        _discovered = endpoint;
        return (endpoint, "");
    }

    private async Task<(Fetched<BrokerToken> Fetched, string? Error)> PostAsync(Uri endpoint, string audience, bool basic, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var form = new List<KeyValuePair<string, string>> { new("grant_type", "client_credentials") };
        if (audience.Length > 0) form.Add(new("audience", audience));
        if (client.Scopes.Count > 0) form.Add(new("scope", string.Join(' ', client.Scopes)));
        if (basic) request.Headers.Authorization = Basic();
        else form.AddRange([new("client_id", client.ClientId), new("client_secret", client.ClientSecret.Reveal())]);
        request.Content = new FormUrlEncodedContent(form);

        using var answer = await http.SendAsync(request, TokenAnswer.MaxBytes, ct);
        if (answer.Outcome is not OutboundOutcome.Answered) return (new(null, $"token endpoint {endpoint}: {answer.Cause}"), null);
        if (!answer.IsOk)
        {
            var error = TokenAnswer.ErrorOf(answer.Body.Span);
            return (new(null, $"token endpoint {endpoint}: {answer.Cause}{(error is null ? "" : $", {error}")}"), error ?? (answer.Status == 401 ? "invalid_client" : null));
        }

        return TokenAnswer.TryRead(answer.Body.Span, time.GetUtcNow(), out var token, out var fault)
            ? (new(token, ""), null)
            : (new(null, $"token endpoint {endpoint}: {fault}"), null);
    }

    // RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
    private AuthenticationHeaderValue Basic() => new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(
        $"{FormEncode(client.ClientId)}:{FormEncode(client.ClientSecret.Reveal())}")));

    private static string FormEncode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private sealed record ClientAuthenticationChoice(ClientAuthentication Method);
}
