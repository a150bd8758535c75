using Voidkey.Limits;

namespace Voidkey.Configuration;

/// <summary>Reads the members of <c>limits</c> that bound what callers may take in a while.</summary>
internal static class LimitsReader
{
    // More than any cloud answers slowly to without being sick, and less than would leave nothing for the others.
    private const int DefaultConcurrency = 256;
    private const int MostPermits = 1_000_000_000;

    public static LimitSettings Read(ConfigSection limits)
    {
        var isEnabled = limits.Flag("enabled", fallback: true);
        var settings = new LimitSettings(
            Window(limits, "perIp", 600),
            Window(limits, "perSubject", 120),
            limits.WholeNumber("perProviderConcurrency", DefaultConcurrency, minimum: 1, maximum: 100_000));
        return isEnabled ? settings : LimitSettings.None;
    }

    private static WindowLimit Window(ConfigSection limits, string name, int permits)
    {
        var section = limits.SectionOrEmpty(name);
        var window = section.Duration("window") ?? TimeSpan.FromMinutes(1);
        if (window > TimeSpan.FromHours(1)) section.Report(ConfigCodes.OutOfRange, "window", "this may be 1 hour at most");

        var limit = new WindowLimit(section.WholeNumber("permits", permits, minimum: 1, maximum: MostPermits), window);
        section.Close();
        return limit;
    }
}
