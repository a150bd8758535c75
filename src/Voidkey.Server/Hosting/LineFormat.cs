using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Voidkey.Diagnostics;

namespace Voidkey.Server.Hosting;

/// <summary>Makes one line of one event: JSON, or text for people. Whatever an event holds, it stays one line without control characters.</summary>
internal static class LineFormat
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? Buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? Json;

    /// <returns>The line with its line break.</returns>
    public static byte[] Text(DateTimeOffset now, LogLevel level, string message, Exception? failure)
    {
        var line = $"{Timestamps.Milliseconds(now)} {Word(level)} {message}";
        return Encoding.UTF8.GetBytes(Printable.Line(failure is null ? line : $"{line}: {failure}") + "\n");
    }

    /// <inheritdoc cref="Text"/>
    /// <param name="state">The event's fields: those of a message, or whatever writes its own.</param>
    public static byte[] JsonOf<TState>(DateTimeOffset now, string category, LogLevel level, EventId id, TState state, Func<TState, Exception?, string> message, Exception? failure)
    {
        var buffer = Buffer ??= new ArrayBufferWriter<byte>(1024);
        buffer.ResetWrittenCount();
        var json = Json ??= new Utf8JsonWriter(buffer);
        json.Reset(buffer);

        json.WriteStartObject();
        json.WriteString(Names.Time, Timestamps.Milliseconds(now));
        json.WriteString(Names.Level, Word(level));
        json.WriteString(Names.Category, category);
        json.WriteString(Names.Event, id.Name);
        json.WriteNumber(Names.EventId, id.Id);
        if (state is ILogFields fields)
        {
            fields.WriteTo(json);
        }
        else
        {
            json.WriteString(Names.Message, message(state, failure));
            WriteFields(json, state as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
        }

        if (failure is not null) json.WriteString(Names.Exception, failure.ToString());
        json.WriteEndObject();
        json.Flush();
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteFields(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            var (name, value) = fields[i];
            if (name == "{OriginalFormat}") continue;

            json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(name));
            if (value is int or long) json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
            else json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical => "critical",
        LogLevel.Error => "error",
        LogLevel.Warning => "warn",
        LogLevel.Information => "info",
        _ => "debug",
    };

    /// <summary>Escaped once: every line has the same names.</summary>
    private static class Names
    {
        public static readonly JsonEncodedText Category = JsonEncodedText.Encode("category");
        public static readonly JsonEncodedText Event = JsonEncodedText.Encode("event");
        public static readonly JsonEncodedText EventId = JsonEncodedText.Encode("eventId");
        public static readonly JsonEncodedText Exception = JsonEncodedText.Encode("exception");
        public static readonly JsonEncodedText Level = JsonEncodedText.Encode("level");
        public static readonly JsonEncodedText Message = JsonEncodedText.Encode("message");
        public static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
    }
}

/// <summary>An event that writes its own fields, because there are too many of it to make a list of each.</summary>
internal interface ILogFields
{
    void WriteTo(Utf8JsonWriter json);
}
