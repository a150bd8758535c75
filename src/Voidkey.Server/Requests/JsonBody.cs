using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Net.Http.Headers;

namespace Voidkey.Server.Requests;

/// <summary>What came of reading a body.</summary>
/// <param name="Status">0 where it was read, else the status to refuse with.</param>
/// <param name="Fault">Why, for the caller.</param>
internal readonly record struct BodyResult(ReadOnlyMemory<byte> Bytes, int Status, string Fault);

/// <summary>Reads a JSON request body: at most 64 KB, within the request's time, and said to be JSON.</summary>
internal static class JsonBody
{
    public const int MaxBytes = 64 * 1024;

    public static async ValueTask<BodyResult> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (!IsJson(request)) return Refuse(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON in UTF-8: Content-Type: application/json.");
        if (request.ContentLength > MaxBytes) return TooLarge();
        try
        {
            return await ReadAsync(request.BodyReader, ct);
        }
        catch (IOException)
        {
            // BadHttpRequestException is one; and of a chunk's length that overflows, Kestrel says no more than this.
            return Refuse(StatusCodes.Status400BadRequest, "The body could not be read.");
        }
        catch (OperationCanceledException)
        {
            return Refuse(StatusCodes.Status400BadRequest, "The body did not arrive in time.");
        }
    }

    private static async ValueTask<BodyResult> ReadAsync(PipeReader reader, CancellationToken ct)
    {
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (read.Buffer.Length > MaxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return TooLarge();
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return new BodyResult(bytes, 0, "");
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    // A form post would be a "simple" cross-site request, which a browser sends without asking.
    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase))
        && !request.Headers.ContainsKey(HeaderNames.ContentEncoding);

    private static BodyResult TooLarge() => Refuse(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {MaxBytes} bytes.");

    private static BodyResult Refuse(int status, string fault) => new(default, status, fault);
}
