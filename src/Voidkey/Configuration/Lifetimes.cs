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
        if (key.Duration > key.MaxDuration) key.Section.Report(ConfigCodes.Conflict, "duration", "this is above the key's own 'maxDuration'");
        if (key.MaxDuration > provider.MaxDuration) key.Section.Report(ConfigCodes.Conflict, "maxDuration", "this is above the provider's 'maxDuration'");
        if (key.MaxDuration is null && key.Duration > provider.MaxDuration) key.Section.Report(ConfigCodes.Conflict, "duration", "this is above the provider's 'maxDuration'");
        if (cloud.Minimum > provider.MaxDuration) key.Section.Report(ConfigCodes.Conflict, null, $"the cloud gives {cloud.Minimum.TotalSeconds:0} seconds at least, and that is above the provider's 'maxDuration'");

        // What the provider says is for all its keys: of one whose cloud allows less, or no less, it means as much.
        var cap = Within(cloud, Min(key.MaxDuration ?? key.Duration ?? provider.DefaultDuration ?? Default, provider.MaxDuration ?? cloud.Maximum));
        return (Within(cloud, Min(key.Duration ?? provider.DefaultDuration ?? Default, cap)), cap);
    }

    /// <summary>Reports what a provider says and no key of it could have. A provider without keys says nothing wrong.</summary>
    /// <param name="clouds">What the cloud allows each of its keys.</param>
    public static void Check(AccessProviderConfig provider, IReadOnlyList<LifetimeRange> clouds)
    {
        if (provider.DefaultDuration > provider.MaxDuration) provider.Section.Report(ConfigCodes.Conflict, "defaultDuration", "this is above the provider's own 'maxDuration'");
        if (clouds.Count == 0) return;

        var widest = new LifetimeRange(clouds.Min(static cloud => cloud.Minimum), clouds.Max(static cloud => cloud.Maximum));
        CheckRange(provider.Section, "defaultDuration", provider.DefaultDuration, widest);

        // A cap above what is possible does no harm; one below it would leave nothing.
        CheckRange(provider.Section, "maxDuration", provider.MaxDuration, widest with { Maximum = TimeSpan.MaxValue });
    }

    private static void CheckRange(ConfigSection section, string name, TimeSpan? duration, LifetimeRange cloud)
    {
        if (duration is not { } value || (value >= cloud.Minimum && value <= cloud.Maximum)) return;
        section.Report(ConfigCodes.OutOfRange, name, value < cloud.Minimum && cloud.Maximum == TimeSpan.MaxValue
            ? $"the cloud gives {cloud.Minimum.TotalSeconds:0} seconds at least"
            : $"the cloud allows {cloud.Minimum.TotalSeconds:0} to {cloud.Maximum.TotalSeconds:0} seconds");
    }

    private static TimeSpan Within(LifetimeRange cloud, TimeSpan duration) => duration < cloud.Minimum ? cloud.Minimum : Min(duration, cloud.Maximum);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
