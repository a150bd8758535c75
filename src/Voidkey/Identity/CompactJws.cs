using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Voidkey.Identity;

/// <summary>A signed token taken apart (RFC 7515 §3.1), nothing of it believed yet.</summary>
/// <param name="Algorithm">The header's <c>alg</c>, as it stands.</param>
/// <param name="KeyId">The header's <c>kid</c>: a dictionary key and nothing else.</param>
/// <param name="Type">The header's <c>typ</c>.</param>
/// <param name="Claims">The payload, a JSON object.</param>
/// <param name="SigningInput">What was signed: the first two segments as they stand.</param>
internal sealed record CompactJws(string Algorithm, string? KeyId, string? Type, JsonElement Claims, byte[] SigningInput, byte[] Signature)
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    public static bool TryRead(string compact, [NotNullWhen(true)] out CompactJws? jws, [NotNullWhen(false)] out string? fault)
    {
        jws = null;
        if (compact.Length > MaxLength) return Fail($"longer than {MaxLength} characters", out fault);

        // Counted before anything is cut: a token of nothing but dots must cost nothing.
        var first = compact.IndexOf('.', StringComparison.Ordinal);
        var last = compact.LastIndexOf('.');
        if (first < 0 || first == last || compact.AsSpan(first + 1, last - first - 1).Contains('.')) return Fail("not three segments", out fault);

        if (!StrictJson.TryDecode(compact.AsSpan(0, first), out var header)) return Fail("the header is not base64url", out fault);
        if (!StrictJson.TryDecode(compact.AsSpan(first + 1, last - first - 1), out var payload)) return Fail("the payload is not base64url", out fault);
        if (!StrictJson.TryDecode(compact.AsSpan(last + 1), out var signature)) return Fail("the signature is not base64url", out fault);

        if (!StrictJson.TryReadObject(header, out var jose)) return Fail("the header is not a strict JSON object", out fault);
        if (!StrictJson.TryReadObject(payload, out var claims)) return Fail("the payload is not a strict JSON object", out fault);

        // RFC 7515 §4.1.11: we understand no extension, so any critical one is a reason to refuse.
        if (jose.TryGetProperty("crit", out _)) return Fail("the header has 'crit'", out fault);
        if (!jose.TryGetText("alg", out var algorithm)) return Fail("the header's 'alg' is not a text", out fault);
        if (!TryGetOptional(jose, "kid", out var keyId)) return Fail("the header's 'kid' is not a text", out fault);
        if (!TryGetOptional(jose, "typ", out var type)) return Fail("the header's 'typ' is not a text", out fault);

        jws = new CompactJws(algorithm, keyId, type, claims, Encoding.ASCII.GetBytes(compact, 0, last), signature);
        fault = null;
        return true;
    }

    private static bool TryGetOptional(JsonElement header, string name, out string? text)
    {
        text = null;
        return !header.TryGetProperty(name, out var member) || member.TryGetText(out text);
    }

    private static bool Fail(string reason, out string fault)
    {
        fault = reason;
        return false;
    }
}
