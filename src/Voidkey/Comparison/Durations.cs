using System.Globalization;

namespace Voidkey.Comparison;

/// <summary>How a duration reads: as one may write it.</summary>
internal static class Durations
{
    public static string Shown(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        var (number, unit) = seconds > 0 && seconds % 3600 == 0 ? (seconds / 3600, "h") : seconds > 0 && seconds % 60 == 0 ? (seconds / 60, "m") : (seconds, "s");
        return string.Create(CultureInfo.InvariantCulture, $"{number}{unit}");
    }
}
