using System.Security.Cryptography;

namespace Voidkey.Testing;

/// <summary>The signature algorithms of RFC 7518 §3 with a key pair: RS, PS and ES, 256 to 512.</summary>
internal sealed record JwsAlgorithm(string Name, HashAlgorithmName Hash, RSASignaturePadding? Padding, ECCurve? Curve, string? CurveName)
{
    public static JwsAlgorithm Named(string name) =>
        Find(name) ?? throw new ArgumentException($"'{name}' is not one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512.", nameof(name));

    public static JwsAlgorithm? Find(string? name) => name switch
    {
        "RS256" => Rsa(name, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        "RS384" => Rsa(name, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        "RS512" => Rsa(name, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        "PS256" => Rsa(name, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        "PS384" => Rsa(name, HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
        "PS512" => Rsa(name, HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
        "ES256" => new(name, HashAlgorithmName.SHA256, null, ECCurve.NamedCurves.nistP256, "P-256"),
        "ES384" => new(name, HashAlgorithmName.SHA384, null, ECCurve.NamedCurves.nistP384, "P-384"),
        "ES512" => new(name, HashAlgorithmName.SHA512, null, ECCurve.NamedCurves.nistP521, "P-521"),
        _ => null,
    };

    private static JwsAlgorithm Rsa(string name, HashAlgorithmName hash, RSASignaturePadding padding) => new(name, hash, padding, null, null);
}
