using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Voidkey.Identity;

/// <summary>The header of a signed token (RFC 7515 §4.1), nothing of it believed yet.</summary>
/// <param name="Algorithm">Its <c>alg</c>, as it stands.</param>
/// <param name="KeyId">Its <c>kid</c>: a dictionary key and nothing else.</param>
/// <param name="Type">Its <c>typ</c>.</param>
internal sealed record JoseHeader(string Algorithm, string? KeyId, string? Type)
{
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = StrictJson.MaxDepth };

    /// <summary>Reads what says how to verify. Whether the rest of it is as strict, <see cref="IsStrict"/> says of a token that was verified.</summary>
    /// <param name="segment">The token's first segment.</param>
    public static bool TryRead(ReadOnlySpan<char> segment, [NotNullWhen(true)] out JoseHeader? header, [NotNullWhen(false)] out string? fault)
    {
        // Rented: a header may be as long as a token, and who sent it is not known.
        header = null;
        var json = ArrayPool<byte>.Shared.Rent(segment.Length);
        try
        {
            fault = StrictJson.TryDecode(segment, json, out var length) ? Read(json.AsSpan(0, length), out header) : "the header is not base64url";
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is not Unicode.
            fault = "the header is not a strict JSON object";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(json);
        }

        return header is not null;
    }

    /// <summary>True where the whole header is strict JSON, with nothing in it twice at any level (RFC 7515 §4).</summary>
    public static bool IsStrict(ReadOnlySpan<char> segment) => StrictJson.TryDecode(segment, out var json) && StrictJson.TryReadObject(json, out _);

    private static string? Read(ReadOnlySpan<byte> json, out JoseHeader? header)
    {
        header = null;
        string? algorithm = null, keyId = null, type = null;
        var reader = new Utf8JsonReader(json, Reading);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return "the header is not a strict JSON object";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // RFC 7515 §4.1.11: we understand no extension, so any critical one is a reason to refuse.
            if (reader.ValueTextEquals("crit"u8)) return "the header has 'crit'";

            string? fault = null;
            if (reader.ValueTextEquals("alg"u8)) fault = ReadOnce(ref reader, ref algorithm, "alg");
            else if (reader.ValueTextEquals("kid"u8)) fault = ReadOnce(ref reader, ref keyId, "kid");
            else if (reader.ValueTextEquals("typ"u8)) fault = ReadOnce(ref reader, ref type, "typ");
            else reader.Skip();
            if (fault is not null) return fault;
        }

        // What comes after the object's end throws.
        reader.Read();
        if (algorithm is null) return "the header has no 'alg'";
        header = new JoseHeader(algorithm, keyId, type);
        return null;
    }

    private static string? ReadOnce(ref Utf8JsonReader reader, ref string? text, string name)
    {
        reader.Read();
        if (text is not null || reader.TokenType != JsonTokenType.String) return $"the header's '{name}' is not one text";

        text = reader.GetString();
        return null;
    }
}

/// <summary>Headers that were read before. A provider writes the same one into every token, so it is decoded and parsed once.</summary>
/// <remarks>Only headers of verified tokens are kept, so that nobody else can fill it; what a text means does not depend on who sent it.</remarks>
internal sealed class JoseHeaders
{
    private const int MaxKept = 256;

    private readonly ConcurrentDictionary<string, JoseHeader> _kept = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, JoseHeader>.AlternateLookup<ReadOnlySpan<char>> _bySegment;

    public JoseHeaders() => _bySegment = _kept.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="segment">A token's first segment.</param>
    public bool TryRead(ReadOnlySpan<char> segment, [NotNullWhen(true)] out JoseHeader? header, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        return _bySegment.TryGetValue(segment, out header) || JoseHeader.TryRead(segment, out header, out fault);
    }

    /// <summary>Keeps the header of a token whose signature was verified, if it is strict JSON throughout.</summary>
    public bool TryKeep(ReadOnlySpan<char> segment, JoseHeader header)
    {
        if (_bySegment.ContainsKey(segment)) return true;
        if (!JoseHeader.IsStrict(segment)) return false;

        // Taking the count locks the whole dictionary, so that is left to the rare new header.
        if (_kept.Count < MaxKept) _bySegment[segment] = header;
        return true;
    }
}
