using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Voidkey.Server.Answers;

/// <summary>Writes JSON answers.</summary>
internal static class Answer
{
    public const string Json = "application/json; charset=utf-8";

    // Credentials hold '+' and '/', which shell tools then find as they are; nosniff and the content type keep browsers from reading it as anything else.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int MaxKept = 64 * 1024;

    // One for each thread, used again, and cleared each time: what is written into it may be credentials.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? Buffer;

    public static Task OkAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type) => WriteAsync(http, StatusCodes.Status200OK, Json, value, type);

    /// <param name="write">Writes the value as one JSON object.</param>
    public static Task OkAsync<T>(HttpContext http, T value, Action<Utf8JsonWriter, T> write) => WriteAsync(http, StatusCodes.Status200OK, Json, value, write);

    public static Task WriteAsync<T>(HttpContext http, int status, string contentType, T value, JsonTypeInfo<T> type) =>
        WriteAsync(http, status, contentType, value, (json, value) => JsonSerializer.Serialize(json, value, type));

    /// <param name="text">ASCII, or UTF-8 where the content type says so.</param>
    public static async Task TextAsync(HttpContext http, string contentType, string text)
    {
        http.Response.ContentType = contentType;
        http.Response.ContentLength = Encoding.UTF8.GetByteCount(text);
        if (!HttpMethods.IsHead(http.Request.Method)) Encoding.UTF8.GetBytes(text, http.Response.BodyWriter);
        await http.Response.BodyWriter.FlushAsync();
    }

    private static async Task WriteAsync<T>(HttpContext http, int status, string contentType, T value, Action<Utf8JsonWriter, T> write)
    {
        Write(http, status, contentType, value, write);
        await http.Response.BodyWriter.FlushAsync();
    }

    private static void Write<T>(HttpContext http, int status, string contentType, T value, Action<Utf8JsonWriter, T> write)
    {
        // All of it before any is handed on: its length goes first, and a bug that shows half-way is still answered with 500.
        var buffer = Buffer ??= new ArrayBufferWriter<byte>(4096);
        try
        {
            using (var json = new Utf8JsonWriter(buffer, Writing)) write(json, value);
            http.Response.StatusCode = status;
            http.Response.ContentType = contentType;
            http.Response.ContentLength = buffer.WrittenCount;
            if (!HttpMethods.IsHead(http.Request.Method)) http.Response.BodyWriter.Write(buffer.WrittenSpan);
        }
        finally
        {
            buffer.Clear();
            if (buffer.Capacity > MaxKept) Buffer = null;
        }
    }
}
