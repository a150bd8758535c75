using System.Buffers;
using System.Text.Json;

namespace Voidkey.Audit;

/// <summary>Records as CloudEvents 1.0 in JSON: each the <c>data</c> of an event, byte for byte as it was hashed.</summary>
internal static class CloudEventBatch
{
    /// <summary>The <c>source</c> of every event; with its <c>id</c> it names a record, however often it arrives.</summary>
    public const string Source = "urn:voidkey:audit";

    /// <param name="lines">Records of a chain, a line each.</param>
    /// <returns>A JSON array.</returns>
    public static ReadOnlyMemory<byte> Of(ReadOnlySpan<byte> lines)
    {
        var buffer = new ArrayBufferWriter<byte>(lines.Length + 1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        foreach (var line in lines.Split((byte)'\n'))
        {
            if (!lines[line].IsEmpty) Write(json, lines[line]);
        }

        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> line)
    {
        using var record = JsonDocument.Parse(line.ToArray());
        var members = record.RootElement;
        json.WriteStartObject();
        json.WriteString("specversion", "1.0");
        json.WriteString("id", $"{members.GetProperty("chain").GetString()}-{members.GetProperty("sequence").GetRawText()}");
        json.WriteString("source", Source);
        json.WriteString("type", members.GetProperty("type").GetString());
        json.WriteString("time", members.GetProperty("time").GetString());
        json.WriteString("datacontenttype", "application/json");
        json.WritePropertyName("data");
        json.WriteRawValue(line, skipInputValidation: true);
        json.WriteEndObject();
    }
}
