using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Voidkey.Cli.Output;

/// <summary>Writes JSON that is safe to show: <c>+</c> and <c>'</c> stay readable, what a terminal would obey is escaped.</summary>
internal static class JsonText
{
    /// <summary>Two spaces a level, ends with a line break.</summary>
    public static string Indented(Action<Utf8JsonWriter> write) => Write(write, indented: true);

    /// <summary>One line, ends with a line break.</summary>
    public static string Line(Action<Utf8JsonWriter> write) => Write(write, indented: false);

    private static string Write(Action<Utf8JsonWriter> write, bool indented)
    {
        var buffer = new ArrayBufferWriter<byte>();

        // "Unsafe" is about embedding in HTML pages.
        var options = new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options)) write(json);
        return Visible.InJson(Encoding.UTF8.GetString(buffer.WrittenSpan)) + "\n";
    }
}
