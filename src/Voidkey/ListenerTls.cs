using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Voidkey.BrokerIdentity;
using Voidkey.Diagnostics;
using Voidkey.Http;

namespace Voidkey;

/// <summary>How the listener proves who it is, and who may connect.</summary>
/// <remarks>The files may be replaced at any time: the next handshake a second later shows the new certificate. A broken new version leaves the old one in force, and that is logged once.</remarks>
public sealed class ListenerTls
{
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(1);

    private readonly FileContent<KeyedCertificate> _files;
    private readonly TrustAnchors? _clients;
    private readonly FileNews _news = new();
    private volatile Look? _last;

    internal ListenerTls(string certificateFile, string keyFile, TrustAnchors? clients, FileContent<KeyedCertificate> files) =>
        (CertificateFile, KeyFile, _clients, _files) = (certificateFile, keyFile, clients, files);

    /// <summary>The whole path of the PEM file with the certificate first, and those between it and a root.</summary>
    public string CertificateFile { get; }

    /// <summary>The whole path of the PEM file with its private key.</summary>
    public string KeyFile { get; }

    /// <summary>True where whoever connects to the broker must show a certificate.</summary>
    public bool AsksClients => _clients is not null;

    /// <summary>True where both say the same, whatever is in the files.</summary>
    public bool IsSameAs(ListenerTls? other) => other is not null && (CertificateFile, KeyFile) == (other.CertificateFile, other.KeyFile) && Equals(_clients, other._clients);

    /// <summary>What one handshake goes by: TLS 1.2 or 1.3, HTTP/2 or HTTP/1.1.</summary>
    /// <param name="asksClients">Whether to ask for a certificate, where the settings say so.</param>
    /// <exception cref="AuthenticationException">There is no certificate to show.</exception>
    public async ValueTask<SslServerAuthenticationOptions> HandshakeAsync(bool asksClients, TimeProvider time, ILogger logger, CancellationToken ct)
    {
        if (_last is not { } look || time.GetElapsedTime(look.At) >= LookPause) look = await LookAsync(time, logger, ct);
        var mustProve = asksClients && _clients is not null;
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = (look.Certificate ?? throw new AuthenticationException($"there is no certificate to show: {CertificateFile}")).Context,
#pragma warning disable CA5398 // Never below, whatever the machine's own library has been told to allow.
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            ClientCertificateRequired = mustProve,
            CertificateChainPolicy = mustProve ? _clients!.ClientPolicy() : null,
            AllowRenegotiation = false,
        };
    }

    /// <summary>True for the certificate that is in the file now, whoever issued it and whenever it expires.</summary>
    internal bool IsOurs(X509Certificate shown)
    {
        var (certificate, _) = _files.Read();
        return certificate is not null && shown.GetRawCertData().AsSpan().SequenceEqual(certificate.Context.TargetCertificate.RawDataMemory.Span);
    }

    private async Task<Look> LookAsync(TimeProvider time, ILogger logger, CancellationToken ct)
    {
        var (certificate, fault) = await _files.LookAsync(ct);
        if (_news.IsNew(certificate, fault))
        {
            if (fault.Length == 0) logger.ListenerCertificateRead(CertificateFile, certificate!.ValidUntil);
            else logger.ListenerCertificateFailed(fault);
        }

        return _last = new Look(certificate, time.GetTimestamp());
    }

    private sealed record Look(KeyedCertificate? Certificate, long At);
}
