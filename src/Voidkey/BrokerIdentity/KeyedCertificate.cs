using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Voidkey.Http;

namespace Voidkey.BrokerIdentity;

/// <summary>A certificate that the broker shows, with its private key.</summary>
internal sealed class KeyedCertificate
{
    private KeyedCertificate(SslStreamCertificateContext context, DateTimeOffset from, DateTimeOffset until) => (Context, ValidFrom, ValidUntil) = (context, from, until);

    public SslStreamCertificateContext Context { get; }

    public DateTimeOffset ValidFrom { get; }

    public DateTimeOffset ValidUntil { get; }

    /// <param name="certificate">A PEM file with the certificate first, and those between it and a root.</param>
    /// <param name="key">A PEM file with its private key; it may be the same file.</param>
    /// <returns>Both together; or why they are of no use, beginning with the file.</returns>
    public static Fetched<KeyedCertificate> Read((string Path, byte[] Pem) certificate, (string Path, byte[] Pem) key)
    {
        var chain = new X509Certificate2Collection();
        if (!TryReadBlocks(certificate.Pem, chain)) return new(null, $"{certificate.Path}: something in it is not a whole PEM certificate");
        if (chain.Count == 0) return new(null, $"{certificate.Path}: there is no PEM certificate in it: '-----BEGIN CERTIFICATE-----'");

        var (privateKey, fault) = PrivateKeyPem.Read(key.Pem);
        if (privateKey is null) return new(null, $"{key.Path}: {fault}");
        var leaf = chain[0];
        chain.RemoveAt(0);
        try
        {
            var whole = WithKey(leaf, privateKey);
            return new(new KeyedCertificate(SslStreamCertificateContext.Create(whole, chain, offline: true), leaf.NotBefore.ToUniversalTime(), leaf.NotAfter.ToUniversalTime()), "");
        }
        catch (Exception unfit) when (unfit is ArgumentException or InvalidOperationException or CryptographicException)
        {
            return new(null, $"{key.Path}: it is not the private key of the first certificate in {certificate.Path}");
        }
    }

    private static X509Certificate2 WithKey(X509Certificate2 leaf, AsymmetricAlgorithm key)
    {
        var whole = key is RSA rsa ? leaf.CopyWithPrivateKey(rsa) : leaf.CopyWithPrivateKey((ECDsa)key);

        // There a key that was only just read is of no use to TLS.
        return OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null) : whole;
    }

    private static bool TryReadBlocks(byte[] pem, X509Certificate2Collection certificates)
    {
        var text = Encoding.Latin1.GetString(pem.AsSpan(pem.AsSpan().StartsWith("\ufeff"u8) ? 3 : 0)).AsSpan();
        var at = 0;
        while (PemEncoding.TryFind(text[at..], out var block))
        {
            if (text[at..][block.Label].SequenceEqual("CERTIFICATE"))
            {
                try
                {
                    certificates.Add(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text[at..][block.Base64Data].ToString())));
                }
                catch (CryptographicException)
                {
                    return false;
                }
            }

            at += block.Location.End.Value;
        }

        return text.Count("-----BEGIN CERTIFICATE-----") == certificates.Count;
    }
}
