using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Voidkey.Tests.Support;

/// <summary>A Redis on a loopback port that counts uses, or answers what a test says. What it was sent is kept, word by word.</summary>
internal sealed class FakeRedis : IAsyncDisposable
{
    private readonly ConcurrentQueue<string[]> _commands = new();
    private readonly ConcurrentDictionary<Socket, Task> _connections = new();
    private readonly Dictionary<string, int> _uses = [];
    private readonly X509Certificate2? _certificate;
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting;

    /// <param name="certificate">Speaks TLS with this one; null: it speaks in the clear.</param>
    public FakeRedis(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    public int Port { get; }

    public IReadOnlyList<string[]> Commands => [.. _commands];

    /// <summary>Commands about tokens, not those that try whether it works.</summary>
    public IReadOnlyList<string[]> Uses => [.. _commands.Where(static words => words[0] == "EVAL" && !words[3].EndsWith("probe", StringComparison.Ordinal))];

    /// <summary>Answers instead of it where it gives something: whole lines, or an empty text for no answer. Null: as a Redis does.</summary>
    public Func<string[], string?> Instead { get; set; } = static _ => null;

    /// <summary>Stops listening and cuts every connection.</summary>
    public async Task StopAsync()
    {
        _listener.Stop();
        await _accepting;
        CutAll();
    }

    public void CutAll()
    {
        foreach (var connection in _connections.Keys) connection.Dispose();
    }

    public void Restart()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Task.WhenAll(_connections.Values);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync();
                _connections[socket] = ServeAsync(socket);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped, perhaps before it began.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        try
        {
            await using var stream = await OpenAsync(socket);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await reader.ReadLineAsync() is ['*', .. var count])
            {
                var words = new string[int.Parse(count, CultureInfo.InvariantCulture)];
                for (var i = 0; i < words.Length; i++)
                {
                    await reader.ReadLineAsync();
                    words[i] = await reader.ReadLineAsync() ?? "";
                }

                _commands.Enqueue(words);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(Instead(words) ?? Answer(words)));
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or AuthenticationException)
        {
            // It was cut, or not believed.
        }
    }

    private async Task<Stream> OpenAsync(Socket socket)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (_certificate is null) return plain;

        var encrypted = new SslStream(plain);
        await encrypted.AuthenticateAsServerAsync(_certificate);
        return encrypted;
    }

    private string Answer(string[] words)
    {
        if (words[0] != "EVAL") return "+OK\r\n";
        lock (_uses)
        {
            var used = _uses.GetValueOrDefault(words[3]);
            var isTaken = words.Length == 6;
            if (isTaken && used >= int.Parse(words[4], CultureInfo.InvariantCulture)) return ":0\r\n";
            _uses[words[3]] = Math.Max(0, used + (isTaken ? 1 : -1));
            return ":1\r\n";
        }
    }
}
