using Voidkey.Access;

namespace Voidkey.Configuration;

/// <summary>
/// How long a key's credentials live: the cap is <c>maxDuration</c>, else <c>duration</c>, else the provider's <c>defaultDuration</c>, else an hour,
/// and never above the provider's <c>maxDuration</c> or what the cloud allows.
/// </summary>
internal static class Lifetimes
{
    private static readonly TimeSpan Default = TimeSpan.FromHours(1);

    private const string CloudDecides = "this cloud alone decides how long its credentials live; remove the member";

    /// <returns>What is granted when nothing is asked for, and the most that is granted.</returns>
    public static (TimeSpan Lifetime, TimeSpan Cap) Compile(KeyConfig key, AccessProviderConfig provider, IBoundKey bound)
    {
        var cloud = bound.Lifetimes;
        if (!bound.HonoursLifetime)
        {
            foreach (var name in new[] { "duration", "maxDuration" }.Where(key.Section.Has)) key.Section.Report(ConfigCodes.Conflict, name, CloudDecides);
            return (cloud.Maximum, cloud.Maximum);
        }

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
    /// <param name="keys">All its keys.</param>
    public static void Check(AccessProviderConfig provider, IReadOnlyList<IBoundKey> keys)
    {
        LifetimeRange[] clouds = [.. keys.Where(static key => key.HonoursLifetime).Select(static key => key.Lifetimes)];
        foreach (var name in new[] { "defaultDuration", "maxDuration" }.Where(name => keys.Count > 0 && clouds.Length == 0 && provider.Section.Has(name))) provider.Section.Report(ConfigCodes.Conflict, name, CloudDecides);
        if (provider.DefaultDuration > provider.MaxDuration) provider.Section.Report(ConfigCodes.Conflict, "defaultDuration", "this is above the provider's own 'maxDuration'");
        if (clouds.Length == 0) return;

        // Of 'maxDuration' each key has been told: a cap above what is possible does no harm.
        CheckRange(provider.Section, "defaultDuration", provider.DefaultDuration, new LifetimeRange(clouds.Min(static cloud => cloud.Minimum), clouds.Max(static cloud => cloud.Maximum)));
    }

    private static void CheckRange(ConfigSection section, string name, TimeSpan? duration, LifetimeRange cloud)
    {
        if (duration is not { } value || (value >= cloud.Minimum && value <= cloud.Maximum)) return;
        section.Report(ConfigCodes.OutOfRange, name, $"the cloud allows {cloud.Minimum.TotalSeconds:0} to {cloud.Maximum.TotalSeconds:0} seconds");
    }

    private static TimeSpan Within(LifetimeRange cloud, TimeSpan duration) => duration < cloud.Minimum ? cloud.Minimum : Min(duration, cloud.Maximum);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
