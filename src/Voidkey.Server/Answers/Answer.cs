using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Voidkey.Server.Answers;

/// <summary>Writes JSON answers.</summary>
internal static class Answer
{
    // Credentials hold '+' and '/', which shell tools then find as they are; nosniff and the content type keep browsers from reading it as anything else.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task OkAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type) => WriteAsync(http, StatusCodes.Status200OK, "application/json; charset=utf-8", value, type);

    public static async Task WriteAsync<T>(HttpContext http, int status, string contentType, T value, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, Writing)) JsonSerializer.Serialize(writer, value, type);

        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = buffer.WrittenCount;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.BodyWriter.WriteAsync(buffer.WrittenMemory);
    }
}
