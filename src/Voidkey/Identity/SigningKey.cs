using System.Security.Cryptography;

namespace Voidkey.Identity;

/// <summary>One public key of a key set, fit for use, bound to the algorithms it may verify.</summary>
internal sealed class SigningKey
{
    private readonly Func<AsymmetricAlgorithm> _open;

    // The platform promises no thread safety for one instance, so each verification has one to itself.
    private readonly AsymmetricAlgorithm?[] _idle = new AsymmetricAlgorithm?[Environment.ProcessorCount * 2];

    private SigningKey(string? keyId, IReadOnlyList<SignatureAlgorithm> algorithms, int signatureBytes, Func<AsymmetricAlgorithm> open)
    {
        (KeyId, Algorithms, SignatureBytes, _open) = (keyId, algorithms, signatureBytes, open);

        // Opened once now: a key the platform refuses (a point off the curve) must fail at load, not at use.
        Return(_open());
    }

    public string? KeyId { get; }

    public IReadOnlyList<SignatureAlgorithm> Algorithms { get; }

    private int SignatureBytes { get; }

    /// <exception cref="CryptographicException">The platform cannot use the key.</exception>
    public static SigningKey Rsa(string? keyId, IReadOnlyList<SignatureAlgorithm> algorithms, RSAParameters key) =>
        new(keyId, algorithms, key.Modulus!.Length, () => RSA.Create(key));

    /// <exception cref="CryptographicException">The point is not on the curve.</exception>
    public static SigningKey Ec(string? keyId, SignatureAlgorithm algorithm, ECParameters key) =>
        new(keyId, [algorithm], key.Q.X!.Length * 2, () => ECDsa.Create(key));

    /// <summary>True where this key made that signature over that input with that algorithm.</summary>
    public bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        if (!Algorithms.Contains(algorithm) || signature.Length != SignatureBytes) return false;

        Span<byte> hash = stackalloc byte[algorithm.HashBytes];
        CryptographicOperations.HashData(algorithm.Hash, input, hash);

        var key = Rent();
        try
        {
            return key switch
            {
                RSA rsa when algorithm.Padding is { } padding => rsa.VerifyHash(hash, signature, algorithm.Hash, padding),
                ECDsa ec when algorithm.Curve is not null => ec.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            Return(key);
        }
    }

    private AsymmetricAlgorithm Rent()
    {
        for (var i = 0; i < _idle.Length; i++)
        {
            if (_idle[i] is not null && Interlocked.Exchange(ref _idle[i], null) is { } key) return key;
        }

        return _open();
    }

    private void Return(AsymmetricAlgorithm key)
    {
        for (var i = 0; i < _idle.Length; i++)
        {
            if (_idle[i] is null && Interlocked.CompareExchange(ref _idle[i], key, null) is null) return;
        }

        key.Dispose();
    }
}
