using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Voidkey.Testing;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>An authority that nobody knows, and what it signs.</summary>
internal sealed class Authority : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public Authority(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(From, From.AddDays(3));
    }

    public string Pem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>A certificate for 127.0.0.1 with its key, as PEM.</summary>
    public (string Certificate, string Key) Sign(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_certificate, From, From.AddDays(2), RandomNumberGenerator.GetBytes(8));
        return (certificate.ExportCertificatePem() + "\n", CanaryFolder.NoteKey(key.ExportPkcs8PrivateKeyPem()) + "\n");
    }

    public void Dispose()
    {
        _key.Dispose();
        _certificate.Dispose();
    }
}

/// <summary>A broker behind TLS that lists no identity providers, to whoever has shown a certificate if it wants one.</summary>
internal sealed class TlsBroker : IAsyncDisposable
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"providers\":[]}";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly Task _serving;
    private readonly bool _wantsCertificate;

    public TlsBroker(Authority authority, bool wantsCertificate = false)
    {
        var (certificate, key) = authority.Sign("broker");
        (_certificate, _wantsCertificate) = (X509Certificate2.CreateFromPem(certificate, key), wantsCertificate);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url => $"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The subjects of the certificates that were shown; empty for none.</summary>
    public List<string> Shown { get; } = [];

    public int BytesHeard { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _certificate.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true) await ServeOneAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeOneAsync(TcpClient client)
    {
        using var connection = client;
        await using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _certificate, ClientCertificateRequired = _wantsCertificate, RemoteCertificateValidationCallback = (_, shown, _, _) => !_wantsCertificate || shown is not null }, _stop.Token);
            Shown.Add(stream.RemoteCertificate?.Subject ?? "");
            var buffer = new byte[16 * 1024];
            BytesHeard += await stream.ReadAsync(buffer, _stop.Token);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer), _stop.Token);
            await stream.ShutdownAsync();
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            // No agreement was reached, as most of these tests have it.
        }
    }
}
