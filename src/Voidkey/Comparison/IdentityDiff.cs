using Voidkey.Configuration;
using Voidkey.Policy;

namespace Voidkey.Comparison;

/// <summary>Compares the identities: whom they are for, and what keys they have; and the operators, who have none.</summary>
internal static class IdentityDiff
{
    private const string Identity = "identity";
    private const string Operator = "operator";

    private static readonly string[] Known = ["subject", "match", "constraints", "keys"];

    public static IEnumerable<ConfigChange> Between(WrittenConfig old, WrittenConfig @new) =>
        Between(Identity, Identities(old), Identities(@new)).Concat(Between(Operator, Operators(old), Operators(@new)));

    private static IEnumerable<ConfigChange> Between(string type, IReadOnlyList<ComparedIdentity> old, IReadOnlyList<ComparedIdentity> @new) => IdentityPairs.Of(old, @new).SelectMany(pair =>
        pair.Before is not { } before ? Whole(type, ChangeDirection.Wider, ChangeKind.Added, pair.After!)
        : pair.After is not { } after ? Whole(type, ChangeDirection.Narrower, ChangeKind.Removed, before)
        : Changes(type, before, after));

    private static IReadOnlyList<ComparedIdentity> Identities(WrittenConfig side) => [.. side.Text.ClientIdentities.Zip(side.Snapshot.Identities, static (written, rule) => new ComparedIdentity(written, rule))];

    private static IReadOnlyList<ComparedIdentity> Operators(WrittenConfig side) => [.. side.Text.Operators.Zip(side.Snapshot.Operators, static (written, rule) => new ComparedIdentity(written, rule))];

    private static IEnumerable<ConfigChange> Whole(string type, ChangeDirection direction, ChangeKind kind, ComparedIdentity identity)
    {
        var whom = identity.Whom;
        yield return new ConfigChange(direction, kind, type, identity.Label, identity.Idp, null, kind == ChangeKind.Added ? null : whom, kind == ChangeKind.Added ? whom : null);
        foreach (var key in identity.Rule.Keys) yield return KeyDiff.Whole(direction, kind, identity, key);
    }

    private static IEnumerable<ConfigChange> Changes(string type, ComparedIdentity before, ComparedIdentity after)
    {
        ConfigChange Changed(ChangeDirection direction, string setting, string? was, string? becomes) => new(direction, ChangeKind.Changed, type, after.Label, after.Idp, setting, was, becomes);

        ConfigSection old = before.Written.Section, @new = after.Written.Section;
        var differ = new NodeDiff(old, @new);

        // Conditions on the tokens of another provider are no wider or narrower ones.
        var isComparable = before.Rule.Idp == after.Rule.Idp;
        foreach (var change in RuleDiff.Of("match", old, @new, subject: "subject")) yield return Changed(isComparable ? change.Direction : ChangeDirection.Other, change.Setting, change.Before, change.After);
        foreach (var change in ConstraintSettings(old, @new)) yield return Changed(ConstraintDiff.Of(change.Setting, before.Rule.Constraints, after.Rule.Constraints), change.Setting, change.Before, change.After);
        foreach (var change in differ.Members(static name => !Known.Contains(name, StringComparer.Ordinal))) yield return Changed(ChangeDirection.Other, change.Setting, change.Before, change.After);
        foreach (var change in KeyDiff.Between(before, after)) yield return change;
    }

    // Where the section comes or goes as a whole, each of its settings does.
    private static IEnumerable<SettingChange> ConstraintSettings(ConfigSection old, ConfigSection @new)
    {
        ConfigSection before = old.SectionOrEmpty("constraints"), after = @new.SectionOrEmpty("constraints");
        return new NodeDiff(before, after).Members(static _ => true).Select(static change => change with { Setting = $"constraints.{change.Setting}" });
    }
}

/// <summary>An identity as it is written, and what it means.</summary>
internal sealed record ComparedIdentity(ClientIdentityConfig Written, IdentityRule Rule)
{
    /// <summary>What it is called: its name, or whom it is for.</summary>
    public string Label => Written.Section.Node("name") is { } name ? (name as ConfigScalar)?.Text ?? "" : Whom;

    public string Idp => WrittenText.Name(Written.Section, "idp");

    public ConfigSection KeySection(string key) => Written.Keys.First(one => one.Name == key).Section;

    /// <summary>Whom it is for, as it is written.</summary>
    public string Whom => WrittenText.Members(Written.Section, ["subject", "match", "constraints"]);
}
