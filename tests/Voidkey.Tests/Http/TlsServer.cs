using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Voidkey.Tests.Http;

/// <summary>A TLS server on loopback with the certificate it is given, good or bad. It counts what anybody tells it.</summary>
internal sealed class TlsServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly SslServerAuthenticationOptions _options;
    private int _received;
    private int _connections;

    /// <param name="certificate">Becomes the server's own.</param>
    /// <param name="chain">What it shows besides.</param>
    /// <param name="protocols">What it speaks; none: whatever the platform does.</param>
    public TlsServer(X509Certificate2 certificate, X509Certificate2Collection? chain = null, SslProtocols protocols = SslProtocols.None)
    {
        _certificate = certificate;
        _options = new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true), EnabledSslProtocols = protocols };
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Origin => $"https://localhost:{Port}";

    /// <summary>How many bytes arrived within TLS.</summary>
    public int Received => _received;

    /// <summary>How many connections were made, well or not.</summary>
    public int Connections => _connections;

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
        Interlocked.Increment(ref _connections);
        using (client)
        {
            try
            {
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(_options);
                var buffer = new byte[1024];
                while (await tls.ReadAsync(buffer) is > 0 and var read)
                {
                    Interlocked.Add(ref _received, read);
                    await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
                }
            }
            catch (Exception failure) when (failure is IOException or AuthenticationException)
            {
                // Whoever looked at the certificate has gone.
            }
        }
    }
}
