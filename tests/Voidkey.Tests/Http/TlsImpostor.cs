using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Voidkey.Tests.Http;

/// <summary>A TLS server on loopback with a certificate that has something wrong. It counts what anybody tells it.</summary>
internal sealed class TlsImpostor : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly SslProtocols _protocols;
    private int _received;

    private TlsImpostor(X509Certificate2 certificate, SslProtocols protocols)
    {
        (_certificate, _protocols) = (certificate, protocols);
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many bytes arrived within TLS.</summary>
    public int Received => _received;

    /// <param name="fault">What is wrong: self-signed, expired, not yet valid, another host, an unknown CA, an old protocol.</param>
    public static TlsImpostor With(string fault)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (from, until) = fault switch { "expired" => (now.AddDays(-3), now.AddDays(-1)), "not yet valid" => (now.AddDays(1), now.AddDays(3)), _ => (now.AddDays(-1), now.AddDays(1)) };
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(fault == "another host" ? "elsewhere.example.test" : "localhost");
        request.CertificateExtensions.Add(names.Build());

        using var made = fault == "self-signed" ? request.CreateSelfSigned(from, until) : SignedByUnknown(request, key, from, until);
#pragma warning disable SYSLIB0039, CA5397, CA5398 // The old protocol is what is tested.
        return new TlsImpostor(X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null), fault == "an old protocol" ? SslProtocols.Tls11 : SslProtocols.None);
#pragma warning restore SYSLIB0039, CA5397, CA5398
    }

    /// <summary>A client that trusts anybody talks to it: what keeps ours away is nothing but the certificate.</summary>
    public async Task<bool> ServesTheCredulousAsync(CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, ct);
#pragma warning disable CA5359 // It is the point.
        await using var tls = new SslStream(client.GetStream(), false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync("localhost");
        await tls.WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), ct);
        return await tls.ReadAsync(new byte[16], ct) > 0;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _certificate.Dispose();
    }

    private static X509Certificate2 SignedByUnknown(CertificateRequest request, ECDsa key, DateTimeOffset from, DateTimeOffset until)
    {
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ca = new CertificateRequest("CN=Nobody's CA", caKey, HashAlgorithmName.SHA256);
        ca.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var signer = ca.CreateSelfSigned(from.AddDays(-1), until.AddDays(1));
        using var certificate = request.Create(signer, from, until, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(_certificate, false, _protocols, false);
                var buffer = new byte[1024];
                Interlocked.Add(ref _received, await tls.ReadAsync(buffer));
                await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            }
            catch (Exception failure) when (failure is IOException or AuthenticationException)
            {
                // Whoever looked at the certificate has gone.
            }
        }
    }
}
