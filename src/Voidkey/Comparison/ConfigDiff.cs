using Voidkey.Configuration;

namespace Voidkey.Comparison;

/// <summary>Compares two configurations: what may be had, by whom, and what the tests of either come to.</summary>
public static class ConfigDiff
{
    /// <param name="now">When a test that does not say <c>at</c> is taken to be asked.</param>
    /// <exception cref="InvalidOperationException">One of them has errors.</exception>
    public static ConfigChanges Between(WrittenConfig old, WrittenConfig @new, DateTimeOffset now)
    {
        IEnumerable<ConfigChange> changes = [.. IdpDiff.Between(old, @new), .. IdentityDiff.Between(old, @new), .. ProviderDiff.Between(old, @new), .. SectionDiff.Between(old, @new), .. TestDiff.Between(old, @new)];
        return new ConfigChanges([.. changes.OrderBy(static change => change.Direction)], [.. TestDiff.Decisions(old, @new, now)]);
    }
}
