using System.Globalization;

namespace Voidkey.Diagnostics;

/// <summary>How points in time are written: RFC 3339 in UTC.</summary>
public static class Timestamps
{
    /// <returns><c>yyyy-MM-ddTHH:mm:ssZ</c>, fractions cut off: an expiry is never told later than it is.</returns>
    public static string Seconds(DateTimeOffset time) => string.Create(20, time.UtcDateTime, static (text, utc) =>
    {
        utc.TryFormat(text, out _, "s", CultureInfo.InvariantCulture);
        text[19] = 'Z';
    });

    /// <returns><c>yyyy-MM-ddTHH:mm:ss.fffZ</c>, finer fractions cut off.</returns>
    public static string Milliseconds(DateTimeOffset time) => string.Create(24, time.UtcDateTime, static (text, utc) =>
    {
        utc.TryFormat(text, out _, "s", CultureInfo.InvariantCulture);
        text[19] = '.';
        utc.Millisecond.TryFormat(text[20..], out _, "000", CultureInfo.InvariantCulture);
        text[23] = 'Z';
    });
}
