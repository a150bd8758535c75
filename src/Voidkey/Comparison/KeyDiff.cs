using Voidkey.Configuration;
using Voidkey.Policy;

namespace Voidkey.Comparison;

/// <summary>Compares the keys of one identity: what is minted, for how long, and what is handed out.</summary>
internal static class KeyDiff
{
    private const string Type = "key";

    // Compared by what they come to, or of which not everything may be shown.
    private static readonly string[] Known = ["duration", "maxDuration", "outputs"];

    public static ConfigChange Whole(ChangeDirection direction, ChangeKind kind, ComparedIdentity identity, KeyRule key)
    {
        var section = identity.KeySection(key.Name);
        var what = WrittenText.Members(section, section.MemberNames.Where(static name => name is not ("outputs" or "description")));
        return new ConfigChange(direction, kind, Type, key.Name, identity.Label, null, kind == ChangeKind.Added ? null : what, kind == ChangeKind.Added ? what : null);
    }

    public static IEnumerable<ConfigChange> Between(ComparedIdentity before, ComparedIdentity after)
    {
        foreach (var key in after.Rule.Keys)
        {
            if (before.Rule.Find(key.Name) is not { } was) yield return Whole(ChangeDirection.Wider, ChangeKind.Added, after, key);
            else foreach (var change in Changes(before, was, after, key)) yield return change;
        }

        foreach (var gone in before.Rule.Keys.Where(key => after.Rule.Find(key.Name) is null)) yield return Whole(ChangeDirection.Narrower, ChangeKind.Removed, before, gone);
    }

    private static IEnumerable<ConfigChange> Changes(ComparedIdentity before, KeyRule was, ComparedIdentity after, KeyRule becomes)
    {
        ConfigChange Changed(ChangeDirection direction, string setting, string? from, string? to) => new(direction, ChangeKind.Changed, Type, becomes.Name, after.Label, setting, from, to);

        ConfigSection old = before.KeySection(was.Name), @new = after.KeySection(becomes.Name);
        foreach (var (setting, from, to) in new[] { ("lifetime unless asked", was.Lifetime, becomes.Lifetime), ("longest lifetime", was.Cap, becomes.Cap) })
        {
            if (from != to) yield return Changed(Width.OfAmounts(from, to), setting, Durations.Shown(from), Durations.Shown(to));
        }

        foreach (var change in new NodeDiff(old, @new).Members(static name => !Known.Contains(name, StringComparer.Ordinal))) yield return Changed(ChangeDirection.Other, change.Setting, change.Before, change.After);
        foreach (var change in OutputDiff.Between(old, was, @new, becomes)) yield return Changed(ChangeDirection.Other, change.Setting, change.Before, change.After);
    }
}
