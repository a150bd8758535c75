using Microsoft.Extensions.Logging;
using Voidkey.Http;

namespace Voidkey.BrokerIdentity;

/// <summary>
/// Mutual TLS (RFC 8705 §2): a certificate within the TLS of the token endpoint, which the provider knows by its authority and name (<c>tls_client_auth</c>) or as
/// it is (<c>self_signed_tls_client_auth</c>). To us that is the same.
/// </summary>
/// <param name="CertificateFile">The whole path of the PEM file with the certificate first, and those between it and a root.</param>
/// <param name="KeyFile">The whole path of the PEM file with its private key. Both may be replaced at any time.</param>
/// <param name="Anchors">Whose certificates the provider has; null: those that the system trusts.</param>
internal sealed record MutualTls(string CertificateFile, string KeyFile, TrustAnchors? Anchors = null) : ClientAuthentication
{
    /// <summary>What was in the files when the configuration was loaded; null: not known.</summary>
    public KeyedCertificate? First { get; init; }

    public override bool UsesMutualTls => true;

    /// <summary>What is in the files now, or why that is of no use.</summary>
    public Fetched<KeyedCertificate> ReadOnce() => FileContent<KeyedCertificate>.ReadOnce([CertificateFile, KeyFile], Read);

    public override IReadOnlyList<IClientProof> Open(string clientId, OutboundHttp http, TimeProvider time, ILogger logger) =>
        [new PresentedCertificate(this, clientId, new FileContent<KeyedCertificate>([CertificateFile, KeyFile], Read, First), http, time, logger)];

    public override bool IsSameAs(ClientAuthentication other) => other is MutualTls tls && this with { First = tls.First } == tls;

    private Fetched<KeyedCertificate> Read(IReadOnlyList<byte[]> contents) => KeyedCertificate.Read((CertificateFile, contents[0]), (KeyFile, contents[1]));
}
