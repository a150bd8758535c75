using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.Net.Http.Headers;

namespace Voidkey.Server.Requests;

/// <summary>Understands a body; gives null and the reason, for the caller, where it is not what it should be.</summary>
internal delegate bool ReadBody<T>(ReadOnlySpan<byte> json, [NotNullWhen(true)] out T? body, [NotNullWhen(false)] out string? fault)
    where T : class;

/// <summary>What came of reading a body.</summary>
/// <param name="Body">Null where it could not be read or understood.</param>
/// <param name="Status">What to refuse with then.</param>
/// <param name="Fault">Why, for the caller.</param>
internal readonly record struct BodyResult<T>(T? Body, int Status, string Fault)
    where T : class;

/// <summary>Reads a JSON request body: at most 64 KB, within the request's time, and said to be JSON.</summary>
internal static class JsonBody
{
    public const int MaxBytes = 64 * 1024;

    public static async ValueTask<BodyResult<T>> ReadAsync<T>(HttpRequest request, ReadBody<T> read, CancellationToken ct)
        where T : class
    {
        if (!IsJson(request)) return Refuse<T>(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON in UTF-8: Content-Type: application/json.");
        if (request.ContentLength > MaxBytes) return TooLarge<T>();
        try
        {
            return await ReadAsync(request.BodyReader, read, ct);
        }
        catch (IOException)
        {
            // BadHttpRequestException is one; and of a chunk's length that overflows, Kestrel says no more than this.
            return Refuse<T>(StatusCodes.Status400BadRequest, "The body could not be read.");
        }
        catch (OperationCanceledException)
        {
            return Refuse<T>(StatusCodes.Status400BadRequest, "The body did not arrive in time.");
        }
    }

    private static async ValueTask<BodyResult<T>> ReadAsync<T>(PipeReader reader, ReadBody<T> read, CancellationToken ct)
        where T : class
    {
        while (true)
        {
            var received = await reader.ReadAsync(ct);
            if (received.Buffer.Length > MaxBytes)
            {
                reader.AdvanceTo(received.Buffer.End);
                return TooLarge<T>();
            }

            if (received.IsCompleted)
            {
                var result = Understand(received.Buffer, read);
                reader.AdvanceTo(received.Buffer.End);
                return result;
            }

            reader.AdvanceTo(received.Buffer.Start, received.Buffer.End);
        }
    }

    // Where it came to lie, if it lies in one piece, as most do: a copy would be as long as the token.
    private static BodyResult<T> Understand<T>(in ReadOnlySequence<byte> bytes, ReadBody<T> read)
        where T : class =>
        read(bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray(), out var body, out var fault) ? new(body, 0, "") : Refuse<T>(StatusCodes.Status400BadRequest, fault);

    // A form post would be a "simple" cross-site request, which a browser sends without asking.
    private static bool IsJson(HttpRequest request) => IsJson(request.ContentType) && !request.Headers.ContainsKey(HeaderNames.ContentEncoding);

    private static bool IsJson(string? contentType) =>
        contentType == "application/json"
        || (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase)));

    private static BodyResult<T> TooLarge<T>()
        where T : class => Refuse<T>(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {MaxBytes} bytes.");

    private static BodyResult<T> Refuse<T>(int status, string fault)
        where T : class => new(null, status, fault);
}
