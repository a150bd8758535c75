using System.Net;
using System.Net.Sockets;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Broker;

/// <summary>The connection to the broker: straight to it, wherever the environment or the broker would rather send us.</summary>
internal static class BrokerHttp
{
    /// <summary>Who is asking, as every request says it.</summary>
    public static string UserAgent => $"voidkey/{VersionCommand.Number().Split('+')[0]}";

    /// <summary>The way to something on this machine, whatever host a URL names.</summary>
    /// <param name="endPoint">A Unix socket, or a port of loopback.</param>
    public static HttpMessageHandler CreateLocal(EndPoint endPoint, TimeSpan connectTimeout)
    {
        var handler = Create(connectTimeout);
        handler.ConnectCallback = async (_, ct) =>
        {
            var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(endPoint, ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };
        return handler;
    }

    public static SocketsHttpHandler Create(TimeSpan connectTimeout) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = connectTimeout,
        MaxResponseHeadersLength = 32,
        MaxResponseDrainSize = 0,
        ActivityHeadersPropagator = null,
    };
}
