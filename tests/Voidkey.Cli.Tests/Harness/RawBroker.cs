using System.Net;
using System.Net.Sockets;
using System.Text;
using Voidkey.Cli.Broker;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>A listener on loopback that says whatever it is told to, HTTP or not.</summary>
internal sealed class RawBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private int _connections;

    public RawBroker(Func<NetworkStream, CancellationToken, Task> answer)
    {
        _listener.Start();
        _serving = ServeAsync(answer);
    }

    public int Connections => _connections;

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public static RawBroker Saying(string answer) => new(async (stream, ct) => await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), ct));

    /// <summary>A well-formed 200 around a body.</summary>
    public static RawBroker Answering(string json) =>
        Saying(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{json}")));

    public Task<Ran> MintAsync(Terminal? terminal = null, string key = "A")
    {
        var cli = terminal ?? new Terminal { Connect = BrokerHttp.Create };
        cli.Environment["OIDC_TOKEN"] = "subject.token.canary";
        return cli.RunAsync(["mint", key, "--broker-url", Url, "--retries", "0"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<NetworkStream, CancellationToken, Task> answer)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                await using var stream = client.GetStream();
                await ReadRequestAsync(stream, _stop.Token);
                try
                {
                    await answer(stream, _stop.Token);
                }
                catch (IOException)
                {
                    // The client had heard enough.
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    /// <summary>Headers, and the body of what is neither GET nor CONNECT: it ends with a brace.</summary>
    private static async Task ReadRequestAsync(NetworkStream stream, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        var text = "";
        while (!(text is ['G' or 'C', ..] ? text.EndsWith("\r\n\r\n", StringComparison.Ordinal) : text.EndsWith('}')))
        {
            var count = await stream.ReadAsync(buffer, ct);
            if (count == 0) return;
            text += Encoding.Latin1.GetString(buffer, 0, count);
        }
    }
}
