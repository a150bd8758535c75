using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using Voidkey.Http;

namespace Voidkey.BrokerIdentity;

/// <summary>Where a client secret is shown (RFC 6749 §2.3.1, names of RFC 7591 §2).</summary>
internal enum SecretPlace
{
    /// <summary>Found out at the first fetch: in the body, and where that is refused as <c>invalid_client</c>, in the header.</summary>
    FoundOut = 0,

    /// <summary><c>client_secret_post</c>.</summary>
    Body,

    /// <summary><c>client_secret_basic</c>: in the <c>Authorization</c> header.</summary>
    Header,
}

/// <summary>A secret that the provider knows too.</summary>
internal sealed record ClientSecret(Secret Value, SecretPlace Place) : ClientAuthentication
{
    public override IReadOnlyList<IClientProof> Open(string clientId, OutboundHttp http, TimeProvider time, ILogger logger)
    {
        var (body, header) = (new InBody(clientId, Value, http), new InHeader(clientId, Value, http));
        return Place switch { SecretPlace.Body => [body], SecretPlace.Header => [header], _ => [body, header] };
    }

    public override bool IsSameAs(ClientAuthentication other) => other is ClientSecret secret && secret.Value.IsSameAs(Value) && this with { Value = secret.Value } == secret;

    private sealed class InBody(string clientId, Secret secret, OutboundHttp http) : IClientProof
    {
        public ValueTask<Fetched<OutboundHttp>> AddToAsync(HttpRequestMessage request, ICollection<KeyValuePair<string, string>> form, CancellationToken ct)
        {
            form.Add(new("client_id", clientId));
            form.Add(new("client_secret", secret.Reveal()));
            return ValueTask.FromResult(new Fetched<OutboundHttp>(http, ""));
        }
    }

    private sealed class InHeader(string clientId, Secret secret, OutboundHttp http) : IClientProof
    {
        public ValueTask<Fetched<OutboundHttp>> AddToAsync(HttpRequestMessage request, ICollection<KeyValuePair<string, string>> form, CancellationToken ct)
        {
            // RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{FormEncode(clientId)}:{FormEncode(secret.Reveal())}")));
            return ValueTask.FromResult(new Fetched<OutboundHttp>(http, ""));
        }

        private static string FormEncode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
    }
}
