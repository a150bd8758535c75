using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Voidkey.Testing;

namespace Voidkey.Tests.Support;

/// <summary>Parts of tokens, good unless a test makes them otherwise.</summary>
public static class Some
{
    /// <summary>A header as a provider writes it, with changes laid over it; a null removes a member.</summary>
    public static JsonObject Header(SigningKey key, params (string Name, JsonNode? Value)[] changes) =>
        With(new JsonObject { ["alg"] = key.Algorithm, ["kid"] = key.KeyId, ["typ"] = "JWT" }, changes);

    /// <summary>Accepted claims, with changes laid over them; a null removes a claim.</summary>
    public static JsonObject Claims(params (string Name, JsonNode? Value)[] changes) => With(
        new JsonObject
        {
            ["iss"] = The.Issuer,
            ["sub"] = The.Subject,
            ["aud"] = The.Audience,
            ["iat"] = The.Second,
            ["exp"] = The.Second + 300,
        },
        changes);

    /// <summary>Claims in which one stands as raw JSON, for what no writer would write.</summary>
    public static string ClaimsRaw(string name, string json) => $"{Claims((name, null)).ToJsonString()[..^1]},\"{name}\":{json}}}";

    public static string Encoded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string Encoded(byte[] bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>Signs bytes that need be no text at all.</summary>
    public static Secret Jws(SigningKey key, byte[] header, byte[] payload) => Jws(key, $"{Encoded(header)}.{Encoded(payload)}");

    /// <summary>Signs two segments as they are, well-formed or not.</summary>
    public static Secret Jws(SigningKey key, string signingInput) => new($"{signingInput}.{Encoded(key.Sign(Encoding.ASCII.GetBytes(signingInput)))}");

    private static JsonObject With(JsonObject json, (string Name, JsonNode? Value)[] changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value is null) json.Remove(name);
            else json[name] = value.DeepClone();
        }

        return json;
    }
}
