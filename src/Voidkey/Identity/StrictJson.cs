using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Voidkey.Identity;

/// <summary>JSON and base64url as the JOSE standards want them, without the platform's leniencies.</summary>
internal static class StrictJson
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 16;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <summary>Reads one JSON object: UTF-8 throughout, no duplicate members at any level (RFC 7515 §4, RFC 7519 §4), depth 16.</summary>
    /// <remarks>Takes up to ten times as much memory as the text is long: of what a stranger sent, <see cref="TryFindText"/> is enough until he is known.</remarks>
    public static bool TryReadObject(ReadOnlySpan<byte> utf8, out JsonElement value)
    {
        // RFC 8259 §8.1. The platform looks at a text's bytes only when it is read, so a claim that nobody reads would travel on unchecked.
        value = default;
        if (!Utf8.IsValid(utf8)) return false;

        try
        {
            value = JsonElement.Parse(utf8, Options);
            return value.ValueKind == JsonValueKind.Object;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name with half a surrogate pair, met while looking for duplicates.
            value = default;
            return false;
        }
    }

    /// <summary>Finds the text of one member of an object, without building anything and without a look at what comes after it.</summary>
    /// <param name="maxBytes">The longest text that is looked at, as it is written.</param>
    /// <returns>False where it is not there, or what is there is something else.</returns>
    public static bool TryFindText(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> name, int maxBytes, [NotNullWhen(true)] out string? text)
    {
        text = null;
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = reader.ValueTextEquals(name);
                reader.Read();
                if (isIt)
                {
                    if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= maxBytes) text = reader.GetString();
                    break;
                }

                reader.Skip();
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is not Unicode.
        }

        return text is not null;
    }

    /// <summary>The text of a member; false where it is absent, not a text, or not Unicode.</summary>
    public static bool TryGetText(this JsonElement value, string name, [NotNullWhen(true)] out string? text)
    {
        text = null;
        return value.TryGetProperty(name, out var member) && TryGetText(member, out text);
    }

    public static bool TryGetText(this JsonElement member, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (member.ValueKind != JsonValueKind.String) return false;
        try
        {
            text = member.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Decodes base64url (RFC 7515 §2): no padding, no white space, no second spelling of the same bytes.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var decoded = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        bytes = TryDecode(text, decoded, out _) ? decoded : null;
        return bytes is not null;
    }

    /// <summary>The same into memory of at least as many bytes as there are characters.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes, out int length)
    {
        length = 0;
        if (text.IsEmpty || text.Length % 4 == 1) return false;

        // The platform refuses a last character with stray bits. White space and padding it passes over, and then there are fewer bytes than so many characters make.
        return Base64Url.DecodeFromChars(text, bytes, out _, out length) == OperationStatus.Done && length == Base64Url.GetMaxDecodedLength(text.Length);
    }
}
