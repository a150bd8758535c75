using System.Net;
using System.Net.Sockets;

namespace Voidkey.Reliability.Stage;

/// <summary>A listener that hostile tokens and redirects point at, and nobody has a reason to visit.</summary>
internal sealed class Lure : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private int _connections;

    public Lure()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Origin => $"http://127.0.0.1:{Port}";

    /// <summary>How often somebody came.</summary>
    public int Connections => _connections;

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
                Interlocked.Increment(ref _connections);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The end of the run.
        }
    }
}
