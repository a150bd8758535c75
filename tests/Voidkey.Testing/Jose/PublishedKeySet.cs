using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Voidkey.Testing;

/// <summary>What a relying party does with a JWKS: finds the key by <c>kid</c>, or takes the only one where none is named, and checks the signature with it.</summary>
internal static class PublishedKeySet
{
    /// <returns>The payload, or null where the token is malformed or no published key verifies it.</returns>
    public static JsonObject? Verify(string jwt, JsonArray publishedKeys)
    {
        var segments = jwt.Split('.');
        if (segments.Length != 3) return null;

        try
        {
            var header = Decode(segments[0]);
            var jwk = header["kid"] is null && publishedKeys is [JsonObject only] ? only : publishedKeys.OfType<JsonObject>().FirstOrDefault(key => Text(key, "kid") is { } kid && kid == Text(header, "kid"));
            if (jwk is null || JwsAlgorithm.Find(Text(header, "alg")) is not { } algorithm) return null;
            if (Text(jwk, "alg") is { } pinned && pinned != algorithm.Name) return null;

            var signed = Encoding.ASCII.GetBytes($"{segments[0]}.{segments[1]}");
            return Verifies(jwk, algorithm, signed, Base64Url.DecodeFromChars(segments[2])) ? Decode(segments[1]) : null;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or CryptographicException)
        {
            return null;
        }
    }

    /// <returns>The payload, its signature not checked, or null where the token is malformed.</returns>
    public static JsonObject? Peek(string jwt)
    {
        var segments = jwt.Split('.');
        try
        {
            return segments.Length == 3 ? Decode(segments[1]) : null;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <returns>A member's text, or null where it is missing or something else.</returns>
    public static string? Text(JsonObject json, string member) =>
        json[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <returns>The <c>aud</c>, a text or a list of texts; empty where there is none.</returns>
    public static IReadOnlyList<string> Audiences(JsonObject claims) => claims["aud"] switch
    {
        JsonArray list => [.. list.OfType<JsonValue>().Where(item => item.TryGetValue<string>(out _)).Select(item => item.GetValue<string>())],
        _ => Text(claims, "aud") is { } one ? [one] : [],
    };

    /// <returns>The <c>exp</c>, or null where it is missing or not a whole number.</returns>
    public static DateTimeOffset? Expiry(JsonObject claims) =>
        claims["exp"] is JsonValue value && value.TryGetValue<long>(out var seconds) && seconds is > 0 and < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static bool Verifies(JsonObject jwk, JwsAlgorithm algorithm, byte[] signed, byte[] signature)
    {
        if (algorithm.Curve is { } curve)
        {
            if (Text(jwk, "kty") != "EC" || Text(jwk, "crv") != algorithm.CurveName) return false;
            using var ecdsa = ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") } });
            return ecdsa.VerifyData(signed, signature, algorithm.Hash);
        }

        if (Text(jwk, "kty") != "RSA") return false;
        using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") });
        return rsa.VerifyData(signed, signature, algorithm.Hash, algorithm.Padding!);
    }

    private static byte[] Bytes(JsonObject jwk, string member) => Base64Url.DecodeFromChars(Text(jwk, member) ?? throw new FormatException(member));

    private static JsonObject Decode(string segment) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(segment)) as JsonObject ?? throw new FormatException("A JSON object was expected.");
}
