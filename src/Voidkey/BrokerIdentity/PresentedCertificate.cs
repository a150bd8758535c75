using System.Globalization;
using Microsoft.Extensions.Logging;
using Voidkey.Diagnostics;
using Voidkey.Http;

namespace Voidkey.BrokerIdentity;

/// <summary>Sends the request over connections of its own, within whose TLS the certificate is shown (RFC 8705 §2). A new certificate has new connections.</summary>
internal sealed class PresentedCertificate(MutualTls settings, string clientId, FileContent<KeyedCertificate> files, OutboundHttp http, TimeProvider time, ILogger logger) : IClientProof
{
    private readonly FileNews _news = new();
    private readonly Lock _gate = new();
    private (KeyedCertificate Certificate, OutboundHttp Http)? _presenting;

    public async ValueTask<Fetched<OutboundHttp>> AddToAsync(HttpRequestMessage request, ICollection<KeyValuePair<string, string>> form, CancellationToken ct)
    {
        // The configuration's own endpoint is https; one that was discovered may not be.
        if (request.RequestUri!.Scheme != Uri.UriSchemeHttps) return new(null, $"token endpoint {request.RequestUri}: a client certificate is shown within TLS, and this is not https");

        var (certificate, fault) = await files.LookAsync(ct);
        if (_news.IsNew(certificate, fault))
        {
            if (fault.Length == 0) logger.BrokerFileRead("client certificate", settings.CertificateFile);
            else logger.BrokerFileFailed("client certificate", fault);
        }

        if (certificate is null) return new(null, $"client certificate {fault}");
        if (Expiry(certificate) is { } late) return new(null, $"client certificate {settings.CertificateFile}: {late}");

        // RFC 8705 §2: the certificate proves who it is, and the id says whom to compare it with.
        form.Add(new("client_id", clientId));
        return new(Presenting(certificate), "");
    }

    private string? Expiry(KeyedCertificate certificate)
    {
        var now = time.GetUtcNow();
        if (now > certificate.ValidUntil) return string.Create(CultureInfo.InvariantCulture, $"it expired at {certificate.ValidUntil:u}");
        return now < certificate.ValidFrom ? string.Create(CultureInfo.InvariantCulture, $"it is not valid before {certificate.ValidFrom:u}") : null;
    }

    // The one before is not disposed of: a request may be under way with it. Its connections close a minute after the last.
    private OutboundHttp Presenting(KeyedCertificate certificate)
    {
        lock (_gate)
        {
            if (_presenting is not { } current || !ReferenceEquals(current.Certificate, certificate)) _presenting = current = (certificate, http.Presenting(settings.Anchors, certificate.Context));
            return current.Http;
        }
    }
}
