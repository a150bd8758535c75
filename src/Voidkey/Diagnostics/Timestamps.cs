using System.Globalization;

namespace Voidkey.Diagnostics;

/// <summary>How points in time are written.</summary>
public static class Timestamps
{
    /// <returns><c>yyyy-MM-ddTHH:mm:ssZ</c>, fractions cut off: an expiry is never told later than it is.</returns>
    public static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
