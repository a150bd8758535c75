using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Voidkey.Identity;

/// <summary>A signed token taken apart (RFC 7515 §3.1), nothing of it believed yet.</summary>
/// <remarks>Not a record: records print their members, and a token's own are a token.</remarks>
/// <param name="payload">Not read yet: whoever sent it is not known.</param>
/// <param name="signed">What was signed: the first two segments as they stand.</param>
internal sealed class CompactJws(JoseHeader header, byte[] payload, ReadOnlyMemory<char> signed, byte[] signature)
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    public JoseHeader Header { get; } = header;

    public ReadOnlySpan<byte> Payload => payload;

    public ReadOnlySpan<byte> Signature => signature;

    public static bool TryRead(string compact, JoseHeaders headers, [NotNullWhen(true)] out CompactJws? jws, [NotNullWhen(false)] out string? fault)
    {
        jws = null;
        if (compact.Length > MaxLength) return Fail($"longer than {MaxLength} characters", out fault);

        // Counted before anything is cut: a token of nothing but dots must cost nothing.
        var first = compact.IndexOf('.', StringComparison.Ordinal);
        var last = compact.LastIndexOf('.');
        if (first < 0 || first == last || compact.AsSpan(first + 1, last - first - 1).Contains('.')) return Fail("not three segments", out fault);

        if (!headers.TryRead(compact.AsSpan(0, first), out var header, out fault)) return false;
        if (!StrictJson.TryDecode(compact.AsSpan(first + 1, last - first - 1), out var payload)) return Fail("the payload is not base64url", out fault);
        if (!StrictJson.TryDecode(compact.AsSpan(last + 1), out var signature)) return Fail("the signature is not base64url", out fault);

        jws = new CompactJws(header, payload, compact.AsMemory(0, last), signature);
        fault = null;
        return true;
    }

    /// <summary>How many bytes <see cref="WriteSigningInput"/> writes.</summary>
    public int SigningInputLength => signed.Length;

    /// <summary>Writes the bytes that the signature is over (RFC 7515 §5.2). Asked for when there are keys to verify with.</summary>
    /// <returns>How many there are.</returns>
    public int WriteSigningInput(Span<byte> input) => Encoding.ASCII.GetBytes(signed.Span, input);

    /// <summary>Reads the payload as a whole. Asked for when the signature was verified.</summary>
    /// <returns>False where it is not a strict JSON object.</returns>
    public bool TryReadClaims([NotNullWhen(true)] out ClaimSet? claims) => ClaimSet.TryRead(payload, out claims);

    /// <returns>The header as it stands in the token that this was read from.</returns>
    public static ReadOnlySpan<char> HeaderSegment(string compact) => compact.AsSpan(0, compact.IndexOf('.', StringComparison.Ordinal));

    private static bool Fail(string reason, out string fault)
    {
        fault = reason;
        return false;
    }
}
