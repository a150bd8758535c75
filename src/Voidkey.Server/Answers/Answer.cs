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

    public static Task OkAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type) => WriteAsync(http, StatusCodes.Status200OK, Json, value, type);

    /// <param name="write">Writes the value as one JSON object.</param>
    public static Task OkAsync<T>(HttpContext http, T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Writing)) write(json, value);
        return SendAsync(http, StatusCodes.Status200OK, Json, buffer);
    }

    public static Task WriteAsync<T>(HttpContext http, int status, string contentType, T value, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, Writing)) JsonSerializer.Serialize(json, value, type);
        return SendAsync(http, status, contentType, buffer);
    }

    public static Task TextAsync(HttpContext http, string contentType, string text)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Length + 1);
        Encoding.UTF8.GetBytes(text, buffer);
        return SendAsync(http, StatusCodes.Status200OK, contentType, buffer);
    }

    private static async Task SendAsync(HttpContext http, int status, string contentType, ArrayBufferWriter<byte> body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.WrittenCount;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.BodyWriter.WriteAsync(body.WrittenMemory);
    }
}
