using System.Buffers;
using System.Text.Json;
using Voidkey.Identity;

namespace Voidkey.Audit;

/// <summary>The chosen claims of a caller, as a record has them: a text, a number, a flag, or a list of those. What is longer is cut, and whatever else a claim may be is left out.</summary>
internal static class RecordedClaims
{
    /// <summary>The longest text, in characters.</summary>
    public const int LongestText = 1000;

    /// <summary>The longest list.</summary>
    public const int MostEntries = 100;

    /// <param name="pseudonyms">What stands for each value; null: nothing does.</param>
    /// <returns>A JSON object of plain ASCII with what there is of the claims.</returns>
    public static ReadOnlyMemory<byte> Of(IReadOnlyList<ClaimPath> paths, JsonElement claims, Pseudonyms? pseudonyms)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        foreach (var path in paths)
        {
            if (path.TryFind(claims, out var claim)) Write(json, path.Text, claim, pseudonyms);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, string name, JsonElement claim, Pseudonyms? pseudonyms)
    {
        if (IsScalar(claim))
        {
            json.WritePropertyName(name);
            WriteScalar(json, claim, pseudonyms);
        }
        else if (claim.ValueKind == JsonValueKind.Array)
        {
            json.WriteStartArray(name);
            foreach (var entry in claim.EnumerateArray().Where(IsScalar).Take(MostEntries)) WriteScalar(json, entry, pseudonyms);
            json.WriteEndArray();
        }
    }

    // Half a surrogate pair is no text.
    private static bool IsScalar(JsonElement claim) => claim.ValueKind switch
    {
        JsonValueKind.String => claim.TryGetText(out _),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => true,
        _ => false,
    };

    private static void WriteScalar(Utf8JsonWriter json, JsonElement claim, Pseudonyms? pseudonyms)
    {
        if (pseudonyms is not null) json.WriteStringValue(pseudonyms.Of(claim.TryGetText(out var hidden) ? hidden : claim.GetRawText()));
        else if (claim.ValueKind == JsonValueKind.String && claim.TryGetText(out var text)) json.WriteStringValue(Cut(text));
        else if (claim.ValueKind == JsonValueKind.Number && claim.GetRawText() is { Length: > LongestText } digits) json.WriteStringValue(Cut(digits));
        else claim.WriteTo(json);
    }

    // Never between the halves of a pair.
    private static string Cut(string text) => text.Length <= LongestText ? text : text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)] + "\u2026";
}
