using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Voidkey.Replay;

/// <summary>Opens the way to a Redis.</summary>
internal static class RedisSocket
{
    /// <exception cref="Exception">A <see cref="SocketException"/>, <see cref="IOException"/> or <see cref="AuthenticationException"/>; none says anything secret.</exception>
    public static async Task<Stream> OpenAsync(RedisSettings settings, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // What a firewall has forgotten is found out while nobody waits for it.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            await socket.ConnectAsync(settings.Host, settings.Port, ct);
            var plain = new NetworkStream(socket, ownsSocket: true);
            return settings.IsEncrypted ? await EncryptAsync(plain, settings, ct) : plain;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> EncryptAsync(NetworkStream plain, RedisSettings settings, CancellationToken ct)
    {
        var encrypted = new SslStream(plain);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = settings.Host,
#pragma warning disable CA5398 // Never below, whatever the machine's own library has been told to allow.
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
            CertificateChainPolicy = settings.Anchors?.Policy(),
        };
        try
        {
            await encrypted.AuthenticateAsClientAsync(options, ct);
            return encrypted;
        }
        catch
        {
            await encrypted.DisposeAsync();
            throw;
        }
    }
}
