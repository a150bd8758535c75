using Voidkey.Access;

namespace Voidkey.Configuration;

/// <summary>
/// How long a key's credentials live: the cap is <c>maxDuration</c>, else <c>duration</c>, else the provider's <c>defaultDuration</c>, else an hour,
/// and never above the provider's <c>maxDuration</c> or what the cloud allows.
/// </summary>
internal static class Lifetimes
{
    private static readonly TimeSpan Default = TimeSpan.FromHours(1);

    /// <returns>What is granted when nothing is asked for, and the most that is granted.</returns>
    public static (TimeSpan Lifetime, TimeSpan Cap) Compile(KeyConfig key, AccessProviderConfig provider, LifetimeRange cloud)
    {
        CheckRange(key.Section, "duration", key.Duration, cloud);
        CheckRange(key.Section, "maxDuration", key.MaxDuration, cloud);
        CheckRange(provider.Section, "defaultDuration", provider.DefaultDuration, cloud);
        CheckRange(provider.Section, "maxDuration", provider.MaxDuration, cloud);
        if (key.Duration > key.MaxDuration) key.Section.Report(ConfigCodes.Conflict, "duration", "this is above the key's own 'maxDuration'");
        if (key.MaxDuration > provider.MaxDuration) key.Section.Report(ConfigCodes.Conflict, "maxDuration", "this is above the provider's 'maxDuration'");
        if (key.MaxDuration is null && key.Duration > provider.MaxDuration) key.Section.Report(ConfigCodes.Conflict, "duration", "this is above the provider's 'maxDuration'");
        if (provider.DefaultDuration > provider.MaxDuration) provider.Section.Report(ConfigCodes.Conflict, "defaultDuration", "this is above the provider's own 'maxDuration'");

        var cap = Min(key.MaxDuration ?? key.Duration ?? provider.DefaultDuration ?? Default, Min(provider.MaxDuration ?? cloud.Maximum, cloud.Maximum));
        return (Min(key.Duration ?? provider.DefaultDuration ?? Default, cap), cap);
    }

    private static void CheckRange(ConfigSection section, string name, TimeSpan? duration, LifetimeRange cloud)
    {
        if (duration is not { } value || (value >= cloud.Minimum && value <= cloud.Maximum)) return;
        section.Report(ConfigCodes.OutOfRange, name, $"the cloud allows {cloud.Minimum.TotalSeconds:0} to {cloud.Maximum.TotalSeconds:0} seconds");
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
