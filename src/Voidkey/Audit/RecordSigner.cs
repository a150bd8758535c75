using System.Security.Cryptography;
using Voidkey.BrokerIdentity;
using Voidkey.Diagnostics;
using Voidkey.Http;

namespace Voidkey.Audit;

/// <summary>Signs with the private key that <c>audit.signingKeyFile</c> holds. Two of one key are equal.</summary>
internal sealed class RecordSigner : IRecordSigner, IEquatable<RecordSigner>
{
    private readonly Lock _gate = new();
    private readonly AsymmetricAlgorithm _key;

    private RecordSigner(AsymmetricAlgorithm key) => (_key, KeyId) = (key, RecordKey.IdOf(key));

    public string Algorithm => _key is RSA ? RecordKey.Rsa : RecordKey.Ecdsa;

    public string KeyId { get; }

    /// <param name="pem">The file: one private key, RSA or EC.</param>
    /// <returns>Who signs; or why nobody can, which goes on after "FILE: ".</returns>
    public static Fetched<RecordSigner> Read(ReadOnlySpan<byte> pem)
    {
        var (key, fault) = PrivateKeyPem.Read(pem);
        return key is null ? new(null, fault) : new(new RecordSigner(key), "");
    }

    public byte[] Sign(ReadOnlySpan<byte> bytes)
    {
        // The platform promises no thread safety for one instance, and there may be several sinks.
        lock (_gate)
        {
            return _key is RSA rsa
                ? rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                : ((ECDsa)_key).SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
    }

    public bool Equals(RecordSigner? other) => string.Equals(other?.KeyId, KeyId, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as RecordSigner);

    public override int GetHashCode() => KeyId.GetHashCode(StringComparison.Ordinal);
}
