using System.Net.Sockets;
using System.Text;

namespace Voidkey.Reliability.Stage;

/// <summary>A client that sends a byte a second and never comes to an end, until it is cut off.</summary>
internal static class SlowClient
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>What it begins with: the head of a request that has no end.</summary>
    public const string Headers = "POST /v1/credentials/mint HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ";

    /// <summary>The beginning of a body that is announced and does not come.</summary>
    public static string Body(string token) => $"POST /v1/credentials/mint HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\nContent-Length: 4096\r\n\r\n{{";

    /// <summary>The same in chunks, so that nobody knows how long it will be.</summary>
    public static string Chunks(string token) => $"POST /v1/credentials/mint HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\nTransfer-Encoding: chunked\r\n\r\n";

    /// <param name="beginning">What is sent at once.</param>
    /// <param name="drip">What is sent every second from then on.</param>
    /// <param name="limit">When it gives up.</param>
    /// <returns>After how long it was cut off, whether or not it was told why; null: it was not.</returns>
    public static async Task<TimeSpan?> RunAsync(int port, string beginning, string drip, TimeSpan limit, TimeProvider time, CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        ended.CancelAfter(limit);
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", port, ct);
        var started = time.GetTimestamp();
        try
        {
            var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), ended.Token);
            var cut = WaitAsync(stream, ended.Token);
            while (await Task.WhenAny(cut, Task.Delay(Pause, time, ended.Token)) != cut) await stream.WriteAsync(Encoding.ASCII.GetBytes(drip), ended.Token);
            await cut;
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            // Cut off in the middle of a byte.
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }

        return time.GetElapsedTime(started);
    }

    // An answer may come first; the end is when nothing comes after it.
    private static async Task WaitAsync(NetworkStream stream, CancellationToken ct)
    {
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, ct) > 0)
        {
        }
    }
}
