using Voidkey.Configuration;
using Voidkey.Replay;

namespace Voidkey.Comparison;

/// <summary>Compares the sections that grant nothing and on which it depends all the same what a grant is worth: where uses are counted, and what <c>check</c> no longer tells of.</summary>
internal static class SectionDiff
{
    public static IEnumerable<ConfigChange> Between(WrittenConfig old, WrittenConfig @new)
    {
        var store = IsSameStore(old.Text.ReplayStore, @new.Text.ReplayStore) ? [] : Members(old, @new, "replay store", "replayStore");
        var lint = old.Text.IgnoredFindings.ToHashSet(StringComparer.Ordinal).SetEquals(@new.Text.IgnoredFindings) ? [] : Members(old, @new, "lint", "lint");
        return store.Concat(lint);
    }

    // By what it comes to: a default may be written or not.
    private static bool IsSameStore(ReplayStoreSettings before, ReplayStoreSettings after) =>
        before is RedisSettings old && after is RedisSettings @new ? old.IsSameAs(@new) : before == after;

    private static IEnumerable<ConfigChange> Members(WrittenConfig old, WrittenConfig @new, string type, string section) =>
        new NodeDiff(old.Text.Section.SectionOrEmpty(section), @new.Text.Section.SectionOrEmpty(section)).Members(static _ => true)
            .Select(change => new ConfigChange(ChangeDirection.Other, ChangeKind.Changed, type, section, null, change.Setting, change.Before, change.After));
}
