using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Voidkey.Identity;

/// <summary>What a token is counted under, where its provider's tokens may be used so often only.</summary>
/// <param name="Id">Names the token: 128 bits of a SHA-256, from which nothing can be read back.</param>
/// <param name="Allowed">How often it may be used, 1–1000.</param>
/// <param name="Until">Afterwards it is refused for its age, whatever the settings are by then.</param>
internal sealed record TokenUse(UInt128 Id, int Allowed, DateTimeOffset Until)
{
    /// <summary>The use of a token all of which is valid.</summary>
    /// <remarks>
    /// By issuer, subject and <c>jti</c> (RFC 7519 §4.1.7), so that an assertion that was signed again counts as the same; with the subject, so that nobody uses up another's.
    /// Without a <c>jti</c> by what was signed, never by the signature: of one ECDSA signature anybody can make a second that is valid too.
    /// </remarks>
    public static TokenUse Of(Principal principal, CompactJws jws, int allowed) =>
        new(IdOf(principal) ?? Hash("jws"u8, SigningInput(jws)), allowed, LastOf(principal));

    /// <summary>The same of a token that is no JWT; without a <c>jti</c> by all that it claims, since how it is written others may be able to vary.</summary>
    public static TokenUse Of(Principal principal, byte[] claims, int allowed) => new(IdOf(principal) ?? Hash("claims"u8, claims), allowed, LastOf(principal));

    private static UInt128? IdOf(Principal principal) => principal.Claims.TryGetText("jti", out var jti) && jti.Length > 0
        ? Hash("jti"u8, Encoding.UTF8.GetBytes(principal.Issuer), Encoding.UTF8.GetBytes(principal.Subject), Encoding.UTF8.GetBytes(jti))
        : null;

    private static byte[] SigningInput(CompactJws jws)
    {
        var input = new byte[jws.SigningInputLength];
        jws.WriteSigningInput(input);
        return input;
    }

    // By the widest limits that a configuration may have: a reload that widens them must not bring a token back. An 'exp' in the year 9999 has nothing added to it.
    private static DateTimeOffset LastOf(Principal principal)
    {
        var oldest = principal.IssuedAt + TrustedIssuer.LongestTokenAge;
        var expired = principal.ExpiresAt < oldest ? principal.ExpiresAt + TrustedIssuer.LongestClockSkew : oldest;
        return expired < oldest ? expired : oldest;
    }

    // Each part with its length before it, so that no two lists of parts read alike.
    private static UInt128 Hash(ReadOnlySpan<byte> kind, params ReadOnlySpan<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(kind);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part);
        }

        return BinaryPrimitives.ReadUInt128BigEndian(hash.GetHashAndReset());
    }
}
