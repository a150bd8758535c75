using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Voidkey.Identity;

/// <summary>The header of a signed token (RFC 7515 §4.1), nothing of it believed yet.</summary>
/// <param name="Algorithm">Its <c>alg</c>, as it stands.</param>
/// <param name="KeyId">Its <c>kid</c>: a dictionary key and nothing else.</param>
/// <param name="Type">Its <c>typ</c>.</param>
internal sealed record JoseHeader(string Algorithm, string? KeyId, string? Type)
{
    /// <param name="segment">The token's first segment.</param>
    public static bool TryRead(ReadOnlySpan<char> segment, [NotNullWhen(true)] out JoseHeader? header, [NotNullWhen(false)] out string? fault)
    {
        (header, fault) = (null, null);
        if (!StrictJson.TryDecode(segment, out var json)) fault = "the header is not base64url";
        else if (!StrictJson.TryReadObject(json, out var members)) fault = "the header is not a strict JSON object";

        // RFC 7515 §4.1.11: we understand no extension, so any critical one is a reason to refuse.
        else if (members.TryGetProperty("crit", out _)) fault = "the header has 'crit'";
        else if (!members.TryGetText("alg", out var algorithm)) fault = "the header's 'alg' is not a text";
        else if (!members.TryGetOptionalText("kid", out var keyId)) fault = "the header's 'kid' is not a text";
        else if (!members.TryGetOptionalText("typ", out var type)) fault = "the header's 'typ' is not a text";
        else header = new JoseHeader(algorithm, keyId, type);
        return header is not null;
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

    /// <summary>Keeps the header of a token whose signature was verified.</summary>
    public void Keep(ReadOnlySpan<char> segment, JoseHeader header)
    {
        // Taking the count locks the whole dictionary, so that is left to the rare new header.
        if (!_bySegment.ContainsKey(segment) && _kept.Count < MaxKept) _bySegment[segment] = header;
    }
}
