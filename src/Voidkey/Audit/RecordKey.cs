using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Voidkey.Diagnostics;

namespace Voidkey.Audit;

/// <summary>A public key that signatures of records are checked with.</summary>
public sealed class RecordKey
{
    internal const string Ecdsa = "ecdsa-sha256";
    internal const string Rsa = "rsa-sha256";

    private readonly AsymmetricAlgorithm _key;

    private RecordKey(AsymmetricAlgorithm key) => (_key, Id) = (key, IdOf(key));

    /// <summary>Names it: the SHA-256 of the key as SubjectPublicKeyInfo, 64 hexadecimal digits.</summary>
    public string Id { get; }

    /// <returns>The SHA-256 of the key as SubjectPublicKeyInfo: what <c>openssl pkey -pubout -outform DER | sha256sum</c> prints.</returns>
    internal static string IdOf(AsymmetricAlgorithm key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    /// <param name="pem">Public keys, RSA or EC, at least one: a key that was replaced is given with the one that took its place.</param>
    public static bool TryReadAll(string pem, [NotNullWhen(true)] out IReadOnlyList<RecordKey>? keys, [NotNullWhen(false)] out string? fault)
    {
        keys = null;
        fault = "there is a private key in it, which belongs to the broker alone; 'openssl pkey -in FILE -pubout' writes the public one";
        if (pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal)) return false;

        var read = new List<RecordKey>();
        var rest = pem.AsSpan();
        fault = "there is no PEM public key in it, or one that is neither RSA nor EC: '-----BEGIN PUBLIC KEY-----'";
        while (PemEncoding.TryFind(rest, out var block))
        {
            if (!rest[block.Label].SequenceEqual("PUBLIC KEY") || (Import(ECDsa.Create(), rest[block.Location]) ?? Import(RSA.Create(), rest[block.Location])) is not { } key) return false;
            read.Add(new RecordKey(key));
            rest = rest[block.Location.End..];
        }

        // A damaged block is not found; what is missing must not go unseen.
        if (read.Count == 0 || pem.AsSpan().Count("-----BEGIN ") != read.Count) return false;
        (keys, fault) = (read, null);
        return true;
    }

    internal bool Verifies(RecordSignature signature) => _key is RSA rsa
        ? signature.Algorithm == Rsa && rsa.VerifyData(signature.Signed, signature.Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : signature.Algorithm == Ecdsa && ((ECDsa)_key).VerifyData(signature.Signed, signature.Value, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private static AsymmetricAlgorithm? Import(AsymmetricAlgorithm key, ReadOnlySpan<char> pem)
    {
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception unfit) when (unfit is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            key.Dispose();
            return null;
        }
    }
}
