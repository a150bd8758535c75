using System.Net.Http.Headers;
using System.Text;
using Voidkey.Access;
using Voidkey.BrokerIdentity;
using Voidkey.Http;

namespace Voidkey.Providers.Gcp;

/// <summary>Google's Security Token Service (REST API v1, method <c>token</c>; RFC 8693). It wants no <c>Authorization</c>: that may make a call fail.</summary>
internal sealed class GoogleSts(OutboundHttp http, Uri endpoint, WorkloadIdentityProvider provider, TimeProvider time)
{
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    private const int MaxAnswerBytes = 256 * 1024;

    private static readonly MediaTypeHeaderValue FormType = new("application/x-www-form-urlencoded");
    private static readonly string Head = Encoded(("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("requested_token_type", AccessToken));

    private readonly string _federated = $"{Head}&{Encoded(("audience", provider.Audience), ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"))}";
    private readonly CloudCall _sts = new(GcpErrors.Sts, http);

    /// <summary>The host that is shown the broker's token.</summary>
    public string Host => endpoint.Authority;

    public CloudErrors Errors => _sts.Errors;

    /// <summary>Exchanges the broker's token for one of the pool's.</summary>
    /// <param name="scope">What it is good for, parted by blanks.</param>
    public ValueTask<Result<GoogleToken>> ExchangeAsync(BrokerToken? token, string scope, CancellationToken ct) =>
        token is null ? new(_sts.Errors.Invalid("no broker token was given")) : AskAsync($"{_federated}&{Encoded(("scope", scope), ("subject_token", token.Value.Reveal()))}", ct);

    /// <summary>Exchanges an access token for one that may do less (Google Cloud IAM, "Credential Access Boundaries").</summary>
    /// <param name="options">The boundary, as JSON.</param>
    /// <returns>A token without an expiration lives as long as the one it came of.</returns>
    public ValueTask<Result<GoogleToken>> NarrowAsync(GoogleToken token, string options, CancellationToken ct) =>
        AskAsync($"{Head}&{Encoded(("subject_token_type", AccessToken), ("options", options), ("subject_token", token.Value.Reveal()))}", ct);

    private async ValueTask<Result<GoogleToken>> AskAsync(string form, CancellationToken ct)
    {
        var asked = time.GetUtcNow();
        var body = Encoding.ASCII.GetBytes(form);
        var sent = await _sts.SendAsync(() => Request(body), MaxAnswerBytes, ct);
        if (!sent.TryGet(out var received, out var error)) return error;

        using var answer = received;
        return GoogleAnswer.TryReadExchanged(answer.Body, asked, time.GetUtcNow(), AccessToken, out var token, out var fault) ? token : _sts.Errors.Invalid(fault);
    }

    private HttpRequestMessage Request(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = FormType;
        return new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
    }

    private static string Encoded(params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var form = new StringBuilder();
        foreach (var (name, value) in parameters) form.Append(form.Length > 0 ? "&" : "").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return form.ToString();
    }
}
