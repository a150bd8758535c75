using System.Security.Cryptography;
using System.Text;
using Voidkey.Identity;

namespace Voidkey.Access;

/// <summary>What names a token in the audit record without being secret, for <see cref="MintedCredential.Reference"/>.</summary>
public static class TokenReference
{
    private const int MaxIdLength = 128;
    private const int HashBytes = 8;

    /// <returns>
    /// The <c>jti</c> of a JWT, by which its issuer knows it, where that is 1 to 128 characters of printable ASCII; of any other token <c>sha256:</c> and the first
    /// 16 hexadecimal digits of its SHA-256, by which whoever has the token can find the record.
    /// </returns>
    public static string Of(Secret token)
    {
        if (UnverifiedJwt.TryRead(token.Reveal())?.Id is { Length: > 0 and <= MaxIdLength } id && !id.AsSpan().ContainsAnyExceptInRange('!', '~')) return id;

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal()), hash);
        return $"sha256:{Convert.ToHexStringLower(hash[..HashBytes])}";
    }
}
