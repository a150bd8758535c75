using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Voidkey.Diagnostics;
using Voidkey.Http;

namespace Voidkey.BrokerIdentity;

/// <summary>Signs an assertion for each request (RFC 7523 §3): good once, at one provider, for a minute.</summary>
internal sealed class SignedAssertion(PrivateKeyJwt settings, string clientId, FileContent<AssertionKey> file, OutboundHttp http, TimeProvider time, ILogger logger) : IClientProof
{
    private const string JwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private const int LifetimeSeconds = 60;
    private const int IdLength = 32;

    private readonly FileNews _news = new();

    public async ValueTask<Fetched<OutboundHttp>> AddToAsync(HttpRequestMessage request, ICollection<KeyValuePair<string, string>> form, CancellationToken ct)
    {
        var (key, fault) = await file.LookAsync(ct);
        if (_news.IsNew(key, fault))
        {
            if (fault.Length == 0) logger.BrokerFileRead("private key", settings.File);
            else logger.BrokerFileFailed("private key", fault);
        }

        if (key is null) return new(null, $"private key {fault}");

        // RFC 7521 §4.2 lets the id be left out; some providers want it all the same.
        form.Add(new("client_id", clientId));
        form.Add(new("client_assertion_type", JwtBearer));

        // The endpoint as it is written, by the provider or for it: it compares the text.
        form.Add(new("client_assertion", Sign(key, settings.Audience ?? request.RequestUri!.OriginalString).Reveal()));
        return new(http, "");
    }

    private Secret Sign(AssertionKey key, string audience)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var header = Json(writer =>
        {
            writer.WriteString("alg"u8, key.Algorithm.Name);
            if (settings.KeyId is { } id) writer.WriteString("kid"u8, id);
            writer.WriteString("typ"u8, "JWT"u8);
        });
        var payload = Json(writer =>
        {
            writer.WriteString("iss"u8, clientId);
            writer.WriteString("sub"u8, clientId);
            writer.WriteString("aud"u8, audience);
            writer.WriteString("jti"u8, RandomNumberGenerator.GetHexString(IdLength, lowercase: true));
            writer.WriteNumber("iat"u8, now);
            writer.WriteNumber("exp"u8, now + LifetimeSeconds);
        });
        var signed = $"{header}.{payload}";
        return new Secret($"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}");
    }

    private static string Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }
}
