using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Voidkey.Tests.Http;

/// <summary>Tells everybody who comes the same bytes, whether they are HTTP or not, and then no more.</summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _said;
    private readonly Task _accepting;

    public WireServer(string said)
    {
        _said = Encoding.ASCII.GetBytes(said);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Origin => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Visits { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var visitor = await _listener.AcceptTcpClientAsync();
                Visits++;
                await visitor.Client.ReceiveAsync(new byte[4096]);
                await visitor.Client.SendAsync(_said);
                visitor.Client.Shutdown(SocketShutdown.Send);

                // Until it has read everything: closing earlier could take the bytes away again.
                while (await visitor.Client.ReceiveAsync(new byte[4096]) > 0)
                {
                }
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The end of the test.
        }
    }
}
