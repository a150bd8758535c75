using Voidkey.Diagnostics;

namespace Voidkey.Server.Answers;

/// <summary>Points in time as answers tell them.</summary>
internal static class WireInstant
{
    /// <returns>An expiry in whole seconds, cut and not rounded, so never later than it is.</returns>
    public static DateTimeOffset Of(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    /// <returns>As the wire records write it: milliseconds where there are any.</returns>
    public static string Text(DateTimeOffset time) => time.Millisecond == 0 ? Timestamps.Seconds(time) : Timestamps.Milliseconds(time);
}
