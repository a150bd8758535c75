using System.Globalization;

namespace Voidkey.Cli.Commands;

/// <summary>How people write a length of time: <c>90</c> (seconds), <c>30s</c>, <c>15m</c>, <c>1h</c>.</summary>
internal static class Durations
{
    /// <summary>Whole seconds, at least 1; null when the text says anything else.</summary>
    public static long? ParseSeconds(string text)
    {
        var (digits, factor) = text switch
        {
            [.. var n, 's'] => (n, 1L),
            [.. var n, 'm'] => (n, 60L),
            [.. var n, 'h'] => (n, 3600L),
            _ => (text, 1L),
        };
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return null;
        return count >= 1 && count <= long.MaxValue / factor ? count * factor : null;
    }

    /// <summary>As short as it can be said exactly: <c>1h</c>, <c>1h30m</c>, <c>45s</c>.</summary>
    public static string Format(long seconds)
    {
        if (seconds < 60) return $"{seconds}s";
        var (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        return $"{(hours > 0 ? $"{hours}h" : "")}{(minutes > 0 ? $"{minutes}m" : "")}{(rest > 0 ? $"{rest}s" : "")}";
    }

    /// <summary>Roughly, for people: the largest unit only.</summary>
    public static string Roughly(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => $"{(long)span.TotalDays}d",
        { TotalHours: >= 2 } => $"{(long)span.TotalHours}h",
        { TotalMinutes: >= 1 } => $"{(long)span.TotalMinutes}m",
        _ => $"{Math.Max(0, (long)span.TotalSeconds)}s",
    };
}
