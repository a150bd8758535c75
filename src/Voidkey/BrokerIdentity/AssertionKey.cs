using System.Security.Cryptography;
using Voidkey.Http;
using Voidkey.Identity;

namespace Voidkey.BrokerIdentity;

/// <summary>The private key that the broker signs assertions with, and the algorithm it does it with.</summary>
internal sealed class AssertionKey
{
    private readonly Lock _gate = new();
    private readonly AsymmetricAlgorithm _key;

    private AssertionKey(AsymmetricAlgorithm key, SignatureAlgorithm algorithm) => (_key, Algorithm) = (key, algorithm);

    public SignatureAlgorithm Algorithm { get; }

    /// <param name="wanted">What to sign with; null: RS256 with an RSA key, and with an EC key what its curve is for (RFC 7518 §3.4).</param>
    public static Fetched<AssertionKey> Read(ReadOnlySpan<byte> pem, SignatureAlgorithm? wanted)
    {
        var (key, fault) = PrivateKeyPem.Read(pem);
        if (key is null) return new(null, fault);

        var curve = key is ECDsa ec ? PrivateKeyPem.CurveOf(ec) : null;
        var fitting = SignatureAlgorithm.All.Where(algorithm => algorithm.Curve == curve).ToArray();
        if (wanted is null) return new(new AssertionKey(key, fitting[0]), "");
        if (fitting.Contains(wanted)) return new(new AssertionKey(key, wanted), "");

        key.Dispose();
        return new(null, $"its {(curve is null ? "RSA key" : $"EC key on {curve}")} cannot sign {wanted.Name}, but {string.Join(", ", fitting.Select(static algorithm => algorithm.Name))}");
    }

    /// <returns>The signature as JWS has it (RFC 7515): of ECDSA R‖S of fixed length.</returns>
    public byte[] Sign(ReadOnlySpan<byte> input)
    {
        // The platform promises no thread safety for one instance, and several audiences may be asked for at once.
        lock (_gate)
        {
            return _key switch
            {
                RSA rsa => rsa.SignData(input, Algorithm.Hash, Algorithm.Padding!),
                ECDsa ec => ec.SignData(input, Algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                _ => throw new InvalidOperationException("neither RSA nor EC"),
            };
        }
    }
}
