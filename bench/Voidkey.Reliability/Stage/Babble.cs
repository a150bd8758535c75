using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Voidkey.Reliability.Stage;

/// <summary>A port where something answers that speaks no HTTP.</summary>
internal sealed class Babble : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly byte[] _text;
    private readonly Task _accepting;

    public Babble(int port, string text)
    {
        (_listener, _text) = (new TcpListener(IPAddress.Loopback, port), Encoding.UTF8.GetBytes(text));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                using var visitor = await _listener.AcceptTcpClientAsync();
                await visitor.Client.SendAsync(_text);
                visitor.Client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception closed) when (closed is ObjectDisposedException or InvalidOperationException || (closed is SocketException && !_listener.Server.IsBound))
            {
                return;
            }
            catch (SocketException)
            {
                // The visitor has gone already.
            }
        }
    }
}
