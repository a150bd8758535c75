using System.Security.Cryptography;

namespace Voidkey.Identity;

/// <summary>A JWS signature algorithm that can be allowed (RFC 7518 §3.1). Symmetric ones and <c>none</c> do not exist here.</summary>
internal sealed record SignatureAlgorithm(string Name, HashAlgorithmName Hash, int HashBytes, RSASignaturePadding? Padding, string? Curve)
{
    public const string Default = "RS256";

    public static IReadOnlyList<SignatureAlgorithm> All { get; } =
    [
        Rsa("RS256", HashAlgorithmName.SHA256, 32, RSASignaturePadding.Pkcs1),
        Rsa("RS384", HashAlgorithmName.SHA384, 48, RSASignaturePadding.Pkcs1),
        Rsa("RS512", HashAlgorithmName.SHA512, 64, RSASignaturePadding.Pkcs1),
        Rsa("PS256", HashAlgorithmName.SHA256, 32, RSASignaturePadding.Pss),
        Rsa("PS384", HashAlgorithmName.SHA384, 48, RSASignaturePadding.Pss),
        Rsa("PS512", HashAlgorithmName.SHA512, 64, RSASignaturePadding.Pss),
        Ec("ES256", HashAlgorithmName.SHA256, 32, "P-256"),
        Ec("ES384", HashAlgorithmName.SHA384, 48, "P-384"),
        Ec("ES512", HashAlgorithmName.SHA512, 64, "P-521"),
    ];

    /// <summary>Exactly that name, in that case: <c>rs256</c> is nobody's algorithm.</summary>
    public static SignatureAlgorithm? Find(string name)
    {
        foreach (var algorithm in All)
        {
            if (string.Equals(algorithm.Name, name, StringComparison.Ordinal)) return algorithm;
        }

        return null;
    }

    public byte[] HashOf(ReadOnlySpan<byte> data) => CryptographicOperations.HashData(Hash, data);

    private static SignatureAlgorithm Rsa(string name, HashAlgorithmName hash, int bytes, RSASignaturePadding padding) => new(name, hash, bytes, padding, null);

    private static SignatureAlgorithm Ec(string name, HashAlgorithmName hash, int bytes, string curve) => new(name, hash, bytes, null, curve);
}
