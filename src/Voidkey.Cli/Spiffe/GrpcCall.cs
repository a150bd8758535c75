using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Voidkey.Cli.Broker;

namespace Voidkey.Cli.Spiffe;

/// <summary>How a call ended.</summary>
/// <param name="Status">gRPC's code; 0: well.</param>
/// <param name="Message">What the server says of it; empty: nothing.</param>
/// <param name="Body">The message that was answered with, where it ended well.</param>
internal sealed record GrpcEnd(int Status, string Message, byte[] Body)
{
    public const int InvalidArgument = 3;
    public const int PermissionDenied = 7;
    public const int Unimplemented = 12;
    public const int Unavailable = 14;
}

/// <summary>One call with one message there and one back (github.com/grpc/grpc, PROTOCOL-HTTP2), over HTTP/2 that is begun without asking.</summary>
internal static class GrpcCall
{
    private const int MaxBytes = 256 * 1024;
    private const int PrefixBytes = 5;
    private const string StatusName = "grpc-status";

    /// <summary>Null: what came back is no gRPC, or larger than 256 KiB.</summary>
    /// <exception cref="HttpRequestException">There is no connection, or it is not HTTP/2.</exception>
    /// <exception cref="IOException">The answer broke off.</exception>
    public static async Task<GrpcEnd?> AskAsync(HttpMessageInvoker http, string method, byte[] message, (string Name, string Value) metadata, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://localhost{method}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Framed(message)) { Headers = { ContentType = new("application/grpc") } },
        };
        request.Headers.TryAddWithoutValidation("User-Agent", BrokerHttp.UserAgent);
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        request.Headers.TryAddWithoutValidation(metadata.Name, metadata.Value);
        using var answer = await http.SendAsync(request, ct);
        if (answer.StatusCode != HttpStatusCode.OK || answer.Content.Headers.ContentType?.MediaType is not ("application/grpc" or "application/grpc+proto")) return null;

        // A call that ends at once has its status where others have their headers.
        if (answer.Headers.Contains(StatusName)) return EndOf(answer.Headers, null);
        return await BoundedBody.ReadAsync(answer.Content, MaxBytes, ct) is { } body ? EndOf(answer.TrailingHeaders, body) : null;
    }

    private static GrpcEnd? EndOf(HttpHeaders trailers, byte[]? body)
    {
        if (!int.TryParse(Only(trailers, StatusName), NumberStyles.None, CultureInfo.InvariantCulture, out var status)) return null;
        if (status != 0) return new GrpcEnd(status, Uri.UnescapeDataString(Only(trailers, "grpc-message") ?? ""), []);
        return body is not null && Unframed(body) is { } message ? new GrpcEnd(0, "", message) : null;
    }

    private static string? Only(HttpHeaders headers, string name) => headers.TryGetValues(name, out var values) && values.Take(2).ToArray() is [var value] ? value : null;

    private static byte[] Framed(byte[] message)
    {
        var framed = new byte[PrefixBytes + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)message.Length);
        message.CopyTo(framed, PrefixBytes);
        return framed;
    }

    /// <summary>The one message that there is. Null: there is none or another one behind it, or it is compressed, which nobody asked for.</summary>
    private static byte[]? Unframed(byte[] body) =>
        body.Length >= PrefixBytes && body[0] == 0 && BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1)) == body.Length - PrefixBytes ? body[PrefixBytes..] : null;
}
