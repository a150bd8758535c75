using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text.Json;
using Voidkey.Access;

namespace Voidkey.Providers.Kubernetes;

/// <summary>One TokenRequest: <c>POST /api/v1/namespaces/{namespace}/serviceaccounts/{name}/token</c>.</summary>
internal static class TokenRequest
{
    /// <summary>A Status object says what is wrong (Kubernetes API Concepts, "Status"): <c>reason</c> is a word.</summary>
    public static CloudDialect Dialect { get; } = new("Kubernetes", static body => CloudJson.TryRead(body, out var json) && json.Word("kind") == "Status" ? json.Word("reason") : null)
    {
        Success = [201],
        Throttling = ["TooManyRequests"],
        Temporary = ["Timeout", "ServerTimeout"],
    };

    /// <param name="audiences">Who the token is for; none: the API server itself.</param>
    public static HttpRequestMessage Of(Uri url, IReadOnlyList<string> audiences, TimeSpan lifetime, Secret brokerToken)
    {
        var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "authentication.k8s.io/v1");
            json.WriteString("kind", "TokenRequest");
            json.WriteStartObject("spec");
            json.WriteStartArray("audiences");
            foreach (var audience in audiences) json.WriteStringValue(audience);
            json.WriteEndArray();
            json.WriteNumber("expirationSeconds", (long)lifetime.TotalSeconds);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body.ToArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", brokerToken.Reveal());
        return request;
    }

    public static bool TryRead(
        ReadOnlyMemory<byte> answer, DateTimeOffset now, [NotNullWhen(true)] out Secret? token, out DateTimeOffset expiration, [NotNullWhen(false)] out string? fault)
    {
        (token, expiration) = (null, default);
        if (!CloudJson.TryRead(answer, out var json)) fault = "the answer is not a strict JSON object";
        else if (json.Word("kind") != "TokenRequest") fault = "the answer is no TokenRequest";
        else if (json.Word("/status/token") is not { } value) fault = "there is no usable 'status.token'";
        else if (json.Time("/status/expirationTimestamp") is not { } until) fault = "'status.expirationTimestamp' is not a time";
        else if (until <= now) fault = "the token has expired already";
        else
        {
            (token, expiration, fault) = (new Secret(value), until, null);
            return true;
        }

        return false;
    }
}
