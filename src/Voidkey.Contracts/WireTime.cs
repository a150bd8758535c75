using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Voidkey.Contracts;

/// <summary>Points in time on the wire: UTC, <c>yyyy-MM-ddTHH:mm:ss.fffZ</c>, whole seconds without a fraction (RFC 3339).</summary>
internal sealed class WireTime : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        var utc = value.UtcDateTime;
        var form = utc.Ticks % TimeSpan.TicksPerSecond < TimeSpan.TicksPerMillisecond ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        writer.WriteStringValue(utc.ToString(form, CultureInfo.InvariantCulture));
    }
}
