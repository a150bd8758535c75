using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Voidkey.Cli.Loopback;

/// <summary>An HTTP/1.1 server for programs of this machine: 127.0.0.1 alone, one small request a connection, nothing kept alive.</summary>
/// <remarks>
/// A page in a browser can send requests here too. Its requests name another host where a name was made to point here (DNS rebinding),
/// so <c>Host</c> must be this address; who else may ask is for the handler to decide.
/// </remarks>
internal sealed class LoopbackServer : IDisposable
{
    /// <summary>Room for an authorization code and its company, which some providers make long.</summary>
    private const int MaxHeadBytes = 16 * 1024;
    private const int MaxClients = 256;

    /// <summary>How long a client may take to say what it wants, and to hear the answer. By the machine's clock, whatever clock the rest goes by: it bounds what sockets do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long a client may keep silent first. Whoever connects to ask says so at once; those who do not shall not keep the others waiting.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    private readonly TcpListener _listener;
    private readonly SemaphoreSlim _clients = new(MaxClients);

    private LoopbackServer(TcpListener listener) => _listener = listener;

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary><c>127.0.0.1:PORT</c></summary>
    public string Authority => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <param name="port">0: any that is free.</param>
    /// <returns>Null: the port is taken, or not for us.</returns>
    public static LoopbackServer? Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return new LoopbackServer(listener);
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }

    /// <summary>Answers until it is cancelled; then what is being answered is answered to its end. A handler that throws ends it: that is a bug.</summary>
    public async Task ServeAsync(Func<LoopbackRequest, CancellationToken, Task<LoopbackAnswer>> handler, CancellationToken ct)
    {
        var answering = new List<Task>();
        try
        {
            while (true)
            {
                await _clients.WaitAsync(ct);
                var accepting = _listener.AcceptSocketAsync(ct).AsTask();
                while (await Task.WhenAny([accepting, .. answering]) is var done && done != accepting)
                {
                    await done;
                    answering.Remove(done);
                }

                answering.Add(AnswerAsync(await accepting, handler, ct));
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await Task.WhenAll(answering);
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AnswerAsync(Socket client, Func<LoopbackRequest, CancellationToken, Task<LoopbackAnswer>> handler, CancellationToken ct)
    {
        using var _ = client;
        try
        {
            await using var stream = new NetworkStream(client);
            var (request, refused) = await ReadAsync(stream, ct);
            var answer = request is null ? refused! : await handler(request, ct);

            // Who has asked is answered, also when we are done meanwhile.
            await WriteAsync(client, stream, answer, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // It went away, took too long, or we are done.
        }
        finally
        {
            _clients.Release();
        }
    }

    private async Task<(LoopbackRequest? Request, LoopbackAnswer? Refused)> ReadAsync(NetworkStream stream, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Silence, TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var bytes = new byte[MaxHeadBytes];
        var length = 0;
        while (length < bytes.Length)
        {
            var count = await stream.ReadAsync(bytes.AsMemory(length), limit.Token);
            if (count == 0) return (null, LoopbackAnswer.Text(400, "this is not a request"));
            if (length == 0) patience.CancelAfter(Patience);
            length += count;
            if (bytes.AsSpan(0, length).IndexOf(RequestHead.End) is >= 0 and var end) return Judge(RequestHead.Parse(bytes.AsSpan(0, end)));
        }

        return (null, LoopbackAnswer.Text(431, "the request is too large"));
    }

    private static async Task WriteAsync(Socket client, NetworkStream stream, LoopbackAnswer answer, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        await stream.WriteAsync(answer.Bytes(), limit.Token);

        // Closing on unread bytes would reset the connection, and take the answer with it.
        client.Shutdown(SocketShutdown.Send);
        var rest = new byte[4096];
        for (var left = 64; left > 0 && await stream.ReadAsync(rest, limit.Token) > 0; left--)
        {
        }
    }

    private (LoopbackRequest? Request, LoopbackAnswer? Refused) Judge(LoopbackRequest? request)
    {
        if (request is null) return (null, LoopbackAnswer.Text(400, "this is not a request"));
        return request.Header("Host") == Authority ? (request, null) : (null, LoopbackAnswer.Text(421, "this is another host"));
    }
}
