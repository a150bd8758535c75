using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Broker;

/// <summary>What the connection to the broker needs beyond its URL: whose certificate it must have, the certificate we show, and the proxy on the way.</summary>
/// <param name="Authorities">The only authorities that count; null: the machine's.</param>
/// <param name="Own">What we show to a broker that asks for a certificate; null: nothing.</param>
/// <param name="Proxy">Null: straight to the broker.</param>
internal sealed record ConnectionTerms(X509Certificate2Collection? Authorities, SslStreamCertificateContext? Own, Uri? Proxy)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public static Result<ConnectionTerms> Read(Invocation invocation)
    {
        var (ca, certificate, key) = (invocation.Find(invocation.Globals.CaCert), invocation.Find(invocation.Globals.ClientCert), invocation.Find(invocation.Globals.ClientKey));
        X509Certificate2Collection? authorities = null;
        SslStreamCertificateContext? own = null;
        Failure? failure;
        if (ca is not null && !ReadAuthorities(invocation, ca).TryGet(out authorities, out failure)) return failure;
        if (certificate is null && key is not null) return key.Wrong($"{key.Origin} needs the certificate too: {invocation.Globals.ClientCert.Name}");
        if (certificate is not null && !ReadOwn(invocation, certificate, key ?? certificate).TryGet(out own, out failure)) return failure;
        return ProxyUrl.Read(invocation).TryGet(out var proxy, out failure) ? new ConnectionTerms(authorities, own, proxy.Url) : failure;
    }

    /// <param name="handler">A connection that nobody has used yet.</param>
    /// <param name="target">Where it leads.</param>
    public HttpMessageHandler Over(HttpMessageHandler handler, Uri target)
    {
        if (handler is not SocketsHttpHandler sockets) return handler;
        if (Authorities is not null) sockets.SslOptions.CertificateChainPolicy = Policy(Authorities);
        if (Own is not null) sockets.SslOptions.ClientCertificateContext = Own;
        return ProxyUrl.Over(sockets, Proxy, target);
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            ApplicationPolicy = { new Oid(ServerAuthentication) },

            // Fetching a revocation list, or a certificate that was left out, would go to where a stranger's certificate says, and could hang.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTimeIgnored = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static Result<X509Certificate2Collection> ReadAuthorities(Invocation invocation, Setting file)
    {
        if (!PemFile.Read(invocation, file).TryGet(out var pem, out var failure)) return failure;
        if (pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal)) return file.Wrong($"the file of {file.Origin} holds a private key, and only certificates belong there");
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            return certificates.Any(IsRoot) ? certificates : file.Wrong($"the file of {file.Origin} holds no certificate that signs itself, so no chain could end there; add the root");
        }
        catch (CryptographicException)
        {
            return file.Wrong($"the file of {file.Origin} is not certificates in PEM");
        }
    }

    private static Result<SslStreamCertificateContext> ReadOwn(Invocation invocation, Setting certificateFile, Setting keyFile)
    {
        if (!PemFile.Read(invocation, certificateFile).TryGet(out var certificates, out var failure)) return failure;
        if (!PemFile.Read(invocation, keyFile).TryGet(out var key, out failure)) return failure;
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal)) return keyFile.Wrong($"the key of {keyFile.Origin} has a passphrase, and nobody is asked for it; take it off: openssl pkey -in KEY -out NEW");
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificates);

            // Nothing is fetched to complete the chain: what the broker is to see stands in the file.
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificates, key), chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return certificateFile.Wrong($"the file of {certificateFile.Origin} is no certificate in PEM with the private key that belongs to it{(keyFile == certificateFile ? "" : $" in that of {keyFile.Origin}")}");
        }
    }

    private static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
