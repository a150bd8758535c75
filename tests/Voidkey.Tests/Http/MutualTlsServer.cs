using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Voidkey.Testing;

namespace Voidkey.Tests.Http;

/// <summary>A server on loopback that asks every client for a certificate, accepts any, and answers what it is told to.</summary>
internal sealed class MutualTlsServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly Lock _gate = new();
    private readonly List<(string Request, string Body, string? Thumbprint, int Chain)> _seen = [];

    /// <param name="authority">Issues its own certificate.</param>
    public MutualTlsServer(TestAuthority authority)
    {
        _certificate = authority.Issue();
        _listener.Start();
        _ = ServeAsync();
    }

    public string Origin => $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Makes the JSON to answer out of the request's first line.</summary>
    public Func<string, string> Answer { get; set; } = static _ => "{}";

    /// <summary>Each request: its first line, its body, the SHA-256 of the certificate that was shown or null, and how many came with it.</summary>
    public IReadOnlyList<(string Request, string Body, string? Thumbprint, int Chain)> Seen
    {
        get
        {
            lock (_gate) return [.. _seen];
        }
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
            while (true) _ = TalkAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var (thumbprint, chain) = ((string?)null, 0);
                await using var tls = new SslStream(client.GetStream());
#pragma warning disable CA5359 // Whom a client says it is, the test compares.
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = _certificate,
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, shown, with, _) =>
                    {
                        (thumbprint, chain) = (shown is null ? null : shown.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256), with?.ChainPolicy.ExtraStore.Count ?? 0);
                        return true;
                    },
                });
#pragma warning restore CA5359
                while (await ReadAsync(tls) is { } request)
                {
                    lock (_gate) _seen.Add((request.Line, request.Body, thumbprint, chain));
                    var body = Answer(request.Line);
                    await tls.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
                }
            }
            catch (Exception failure) when (failure is IOException or AuthenticationException)
            {
                // Whoever looked at the certificate has gone.
            }
        }
    }

    private static async Task<(string Line, string Body)?> ReadAsync(SslStream tls)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var so = text.ToString();
            var end = so.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 && so.Length >= end + 4 + LengthOf(so[..end])) return (so[..so.IndexOf('\r', StringComparison.Ordinal)], so[(end + 4)..]);
            if (await tls.ReadAsync(buffer) is var read && read == 0) return null;
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
    }

    private static int LengthOf(string head) =>
        head.Split("\r\n").Where(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(static line => int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();
}
