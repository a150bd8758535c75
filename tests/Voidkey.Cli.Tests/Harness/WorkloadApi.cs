using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>A SPIFFE Workload API at a real socket, frame by frame (RFC 9113): it says whatever it is told to, HTTP/2 or not.</summary>
internal sealed class WorkloadApi : IAsyncDisposable
{
    public const string Id = "spiffe://example.org/ci";

    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Settings = 4;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;
    private const byte Acknowledged = 1;
    private const int Preface = 24;

    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-spiffe-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="answer">Called with every request that was read to its end.</param>
    public WorkloadApi(Func<NetworkStream, CancellationToken, Task> answer)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _serving = ServeAsync(answer);
    }

    public string Path => System.IO.Path.Combine(_folder, "api.sock");

    public string Url => $"unix://{Path}";

    /// <summary>All requests, as the bytes that came.</summary>
    public List<string> Requests { get; } = [];

    public static WorkloadApi Saying(params byte[][] frames) => new(async (stream, ct) => await stream.WriteAsync(frames.SelectMany(frame => frame).ToArray(), ct));

    /// <summary>An answer as gRPC has it.</summary>
    public static byte[][] Answer(byte[] body, string status = "0", string contentType = "application/grpc", params (string, string)[] trailers) =>
        [SettingsFrames, HeadersFrame(false, 200, ("content-type", contentType)), Frame(Data, 0, body), HeadersFrame(true, null, [("grpc-status", status), .. trailers])];

    /// <summary>A refusal that has no body.</summary>
    public static byte[][] Refusal(string status, string message) => [SettingsFrames, HeadersFrame(true, 200, ("content-type", "application/grpc"), ("grpc-status", status), ("grpc-message", message))];

    public static byte[] SettingsFrames => [.. Frame(Settings, 0, [], stream: 0), .. Frame(Settings, Acknowledged, [], stream: 0)];

    public static byte[] DataFrame(byte[] content) => Frame(Data, 0, content);

    public static byte[] HeadersFrame(bool isEnd, int? status, params (string Name, string Value)[] fields) => Frame(
        Headers,
        (byte)(EndHeaders | (isEnd ? EndStream : 0)),
        [.. status is { } code ? Field(":status", $"{code}") : [], .. fields.SelectMany(field => Field(field.Name, field.Value))]);

    /// <summary>A gRPC message: not compressed, its length, itself.</summary>
    public static byte[] Framed(byte[] message, byte compressed = 0, int? length = null)
    {
        var prefix = new byte[5];
        prefix[0] = compressed;
        BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), length ?? message.Length);
        return [.. prefix, .. message];
    }

    /// <summary>A <c>JWTSVIDResponse</c>.</summary>
    public static byte[] Svids(params (string Id, string Jwt)[] svids) => [.. svids.SelectMany(svid => Bytes(1, [.. Bytes(1, Encoding.UTF8.GetBytes(svid.Id)), .. Bytes(2, Encoding.UTF8.GetBytes(svid.Jwt))]))];

    /// <summary>A field of bytes.</summary>
    public static byte[] Bytes(int number, byte[] content) => [(byte)((number << 3) | 2), (byte)(content.Length & 0x7f | 0x80), (byte)(content.Length >> 7), .. content];

    public static string Jwt(string subject = Id, string audience = "voidkey") => Some.Jwt($$"""{"sub":"{{subject}}","aud":["{{audience}}"],"exp":1795439350}""");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ServeAsync(Func<NetworkStream, CancellationToken, Task> answer)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptAsync(_stop.Token);
                await ServeAsync(client, answer);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket client, Func<NetworkStream, CancellationToken, Task> answer)
    {
        try
        {
            await using var stream = new NetworkStream(client);
            var preface = new byte[Preface];
            await stream.ReadExactlyAsync(preface, _stop.Token);
            Requests.Add(await ReadRequestAsync(stream));
            await answer(stream, _stop.Token);
            client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(Stream.Null, _stop.Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // It went away.
        }
    }

    /// <summary>Header fields that are not indexed stand in a request as they are, so a test can look for them.</summary>
    private async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var heard = new StringBuilder();
        var head = new byte[9];
        while (true)
        {
            await stream.ReadExactlyAsync(head, _stop.Token);
            var content = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
            await stream.ReadExactlyAsync(content, _stop.Token);
            if (head[3] is Data or Headers) heard.Append(Encoding.Latin1.GetString(content));
            if (head[3] is Data && (head[4] & EndStream) != 0) return heard.ToString();
        }
    }

    private static byte[] Field(string name, string value) => [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private static byte[] Frame(byte type, byte flags, byte[] content, int stream = 1) =>
        [(byte)(content.Length >> 16), (byte)(content.Length >> 8), (byte)content.Length, type, flags, 0, 0, 0, (byte)stream, .. content];
}
