namespace Voidkey.Diagnostics;

/// <summary>Signs records, and with them all that stands before them in their chain. Safe for concurrent use.</summary>
internal interface IRecordSigner
{
    /// <summary>How it signs: <c>ecdsa-sha256</c> or <c>rsa-sha256</c>.</summary>
    string Algorithm { get; }

    /// <summary>Names its key: the SHA-256 of the public key (SubjectPublicKeyInfo), 64 hexadecimal digits.</summary>
    string KeyId { get; }

    /// <returns>The signature: of ECDSA in DER (RFC 3279 §2.2.3), of RSA by PKCS #1 v1.5.</returns>
    byte[] Sign(ReadOnlySpan<byte> bytes);
}
