using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Voidkey.Http;

/// <summary>The certificate authorities that a server's certificate must come from, instead of the system's. Those of the same certificates are equal.</summary>
public sealed class TrustAnchors : IEquatable<TrustAnchors>
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection _certificates;
    private readonly string _identity;

    private TrustAnchors(X509Certificate2Collection certificates)
    {
        _certificates = certificates;
        _identity = string.Join(' ', certificates.Select(static certificate => certificate.GetCertHashString(HashAlgorithmName.SHA256)).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>The certificates in PEM, for what is handed out to somebody who must trust the same ones.</summary>
    public string ToPem() => string.Join('\n', _certificates.Select(static certificate => certificate.ExportCertificatePem())) + "\n";

    public bool Equals(TrustAnchors? other) => string.Equals(other?._identity, _identity, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as TrustAnchors);

    public override int GetHashCode() => _identity.GetHashCode(StringComparison.Ordinal);

    /// <summary>Reads PEM (RFC 7468): certificates and nothing else, at least one of which signs itself. Text between them is passed over.</summary>
    internal static bool TryRead(string pem, [NotNullWhen(true)] out TrustAnchors? anchors, [NotNullWhen(false)] out string? fault)
    {
        anchors = null;
        var certificates = new X509Certificate2Collection();
        if (pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal)) fault = "there is a private key in it; it belongs elsewhere, and only certificates here";
        else if (!pem.Contains("-----BEGIN ", StringComparison.Ordinal)) fault = "there is no PEM certificate in it: '-----BEGIN CERTIFICATE-----'";
        else if (!TryReadBlocks(pem, certificates)) fault = "something in it is not a whole PEM certificate";
        else if (!certificates.Any(IsRoot)) fault = "none of its certificates signs itself, so no chain could end there; add the root";
        else
        {
            anchors = new TrustAnchors(certificates);
            fault = null;
        }

        return anchors is not null;
    }

    /// <summary>How a server's chain is verified: it ends in one of these, is for servers, and is looked at with nothing but what is at hand.</summary>
    internal X509ChainPolicy Policy() => PolicyFor(ServerAuthentication);

    /// <summary>The same of a client's chain.</summary>
    internal X509ChainPolicy ClientPolicy() => PolicyFor(ClientAuthentication);

    private X509ChainPolicy PolicyFor(string use)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            ApplicationPolicy = { new Oid(use) },

            // Fetching a revocation list, or a certificate that was left out, would go to where a stranger's certificate says, and could hang.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,

            // Judged at the moment of each handshake, not at the one this was made.
            VerificationTimeIgnored = true,
        };
        policy.CustomTrustStore.AddRange(_certificates);
        return policy;
    }

    private static bool TryReadBlocks(string pem, X509Certificate2Collection certificates)
    {
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var block))
        {
            if (!rest[block.Label].SequenceEqual("CERTIFICATE")) return false;
            try
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(rest[block.Base64Data].ToString())));
            }
            catch (CryptographicException)
            {
                return false;
            }

            rest = rest[block.Location.End..];
        }

        // A damaged block is not found; what is missing must not go unseen.
        return pem.AsSpan().Count("-----BEGIN ") == certificates.Count;
    }

    private static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
