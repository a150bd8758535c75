using System.Buffers;
using System.Text.Json;

namespace Voidkey.Diagnostics;

/// <summary>Makes the lines of an audit record that are not many a second.</summary>
internal static class RecordLine
{
    /// <summary>One line of JSON with its line break, which begins with <c>type</c>, <c>version</c> and <c>time</c>. The writer escapes all that is not plain ASCII.</summary>
    /// <param name="members">Writes the others.</param>
    public static ReadOnlyMemory<byte> Of(string type, int version, DateTimeOffset time, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteNumber("version", version);
            json.WriteString("time", Timestamps.Milliseconds(time));
            members(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }
}
