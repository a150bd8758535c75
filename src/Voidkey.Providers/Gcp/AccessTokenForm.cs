using System.Buffers;
using System.Text.Json;

namespace Voidkey.Providers.Gcp;

/// <summary>What <c>generateAccessToken</c> is asked for.</summary>
/// <param name="scopes">What the token is good for, at least one.</param>
/// <param name="delegates">The service accounts in between, each of which may mint tokens of the next; none: the caller may itself.</param>
internal sealed class AccessTokenForm(IReadOnlyList<string> scopes, IReadOnlyList<string> delegates)
{
    public byte[] For(TimeSpan lifetime)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        WriteTexts(json, "scope", scopes);
        json.WriteString("lifetime", $"{(long)lifetime.TotalSeconds}s");
        WriteTexts(json, "delegates", delegates);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }

    /// <summary>Writes a list; one that is empty is left out.</summary>
    public static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
