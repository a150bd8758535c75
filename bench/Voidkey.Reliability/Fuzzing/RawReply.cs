using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Voidkey.Reliability.Measuring;

namespace Voidkey.Reliability.Fuzzing;

/// <summary>What came back over a socket.</summary>
/// <param name="Status">The first answer's; 0: closed without a word.</param>
/// <param name="IsForgotten">Neither an answer nor a close came in time.</param>
internal readonly record struct RawReply(int Status, bool IsForgotten)
{
    private const int HttpVersionNotSupported = 505;
    private static readonly TimeSpan BeforeTheEnd = TimeSpan.FromSeconds(1);

    /// <summary>RFC 9110 §15.6.6 apart: a version that does not exist is answered with 505.</summary>
    public bool IsServersFault => Status is >= 500 and not HttpVersionNotSupported;

    public static async Task<RawReply> ToAsync(int port, FuzzedRequest request, TimeProvider time, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(OpenLoop.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", port, either.Token);
        var received = new MemoryStream();
        try
        {
            await ExchangeAsync(socket, request, received, time, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new RawReply(StatusOf(received), received.Length == 0);
        }
        catch (Exception closed) when (closed is IOException or SocketException)
        {
            // It hung up on us, before or after it had answered.
        }

        return new RawReply(StatusOf(received), false);
    }

    private static async Task ExchangeAsync(TcpClient socket, FuzzedRequest request, MemoryStream received, TimeProvider time, CancellationToken ct)
    {
        var stream = socket.GetStream();
        try
        {
            await stream.WriteAsync(request.Bytes, ct);
        }
        catch (Exception closed) when (closed is IOException or SocketException)
        {
            // It has refused before it had read everything: the answer may be there.
        }

        var buffer = new byte[4096];
        var reading = stream.ReadAsync(buffer, ct).AsTask();
        if (request.IsEnded && await Task.WhenAny(reading, Task.Delay(BeforeTheEnd, time, ct)) != reading) socket.Client.Shutdown(SocketShutdown.Send);
        received.Write(buffer, 0, await reading);
    }

    private static int StatusOf(MemoryStream received)
    {
        var text = Encoding.Latin1.GetString(received.GetBuffer(), 0, (int)Math.Min(received.Length, 64));
        return text.Length >= 12 && text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && int.TryParse(text.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;
    }
}
