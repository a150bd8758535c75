using System.Globalization;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Output;

/// <summary>How a point in time is written.</summary>
internal static class Instants
{
    /// <summary>For programs: UTC, whole seconds.</summary>
    public static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>An expiry: for a person in how long, for a program when.</summary>
    public static string Expiry(DateTimeOffset instant, Surroundings surroundings) =>
        surroundings.OutputIsTerminal ? $"in {Durations.Roughly(instant - surroundings.Time.GetUtcNow())}" : Format(instant);

    /// <summary>For people: the clock on their wall, with the day when it is another one.</summary>
    public static string OnTheWall(DateTimeOffset instant, TimeProvider time)
    {
        var (then, now) = (TimeZoneInfo.ConvertTime(instant, time.LocalTimeZone), time.GetLocalNow());
        return then.ToString(then.Date == now.Date ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }
}
