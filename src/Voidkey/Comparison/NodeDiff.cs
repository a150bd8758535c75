using Voidkey.Configuration;

namespace Voidkey.Comparison;

/// <summary>One setting that differs.</summary>
internal sealed record SettingChange(string Setting, string? Before, string? After);

/// <summary>Compares settings that have no meaning here, as deep as their names go.</summary>
internal sealed class NodeDiff(ConfigSection old, ConfigSection @new)
{
    /// <summary>All members but some, in the order of the new section, then those that are gone.</summary>
    public IEnumerable<SettingChange> Members(Func<string, bool> isWanted) =>
        @new.MemberNames.Concat(old.MemberNames.Except(@new.MemberNames, StringComparer.Ordinal)).Where(isWanted).SelectMany(Member);

    /// <summary>One member, or what differs within it.</summary>
    public IEnumerable<SettingChange> Member(string name) => Between(name, old.Node(name), @new.Node(name));

    /// <summary>True where both mean the same, or neither is there.</summary>
    public bool MeanTheSame(ConfigNode? before, ConfigNode? after) =>
        before is null || after is null ? before is null && after is null : WrittenText.Meaning(before, old) == WrittenText.Meaning(after, @new);

    private IEnumerable<SettingChange> Between(string path, ConfigNode? before, ConfigNode? after)
    {
        if (MeanTheSame(before, after)) return NamedFileDiff.Differs(path, before, old, after, @new) ? [new SettingChange(path, Shown(before, old), WrittenText.SomethingElse)] : [];
        if (before is ConfigMapping oldMap && after is ConfigMapping newMap)
            return newMap.Members.Concat(oldMap.Members).Select(static member => member.Name).Distinct(StringComparer.Ordinal).SelectMany(name => Between($"{path}.{name}", oldMap.Find(name)?.Value, newMap.Find(name)?.Value));
        if (before is ConfigSequence oldList && after is ConfigSequence newList && oldList.Items.Count == newList.Items.Count && oldList.Items.Concat(newList.Items).All(static item => item is ConfigMapping))
            return newList.Items.SelectMany((item, i) => Between($"{path}[{i}]", oldList.Items[i], item));
        return [Changed(path, before, after)];
    }

    private SettingChange Changed(string path, ConfigNode? before, ConfigNode? after)
    {
        if (before is null || after is null) return new SettingChange(path, Shown(before, old), Shown(after, @new));

        var (oldText, newText) = (WrittenText.Shown(before, old), WrittenText.Shown(after, @new));

        // What is shown of something very long is not all of it.
        if (oldText == newText) (oldText, newText) = (ConfigText.Of(WrittenText.Masked(before, old.Reading)), ConfigText.Of(WrittenText.Masked(after, @new.Reading)));
        if (oldText == newText) return new SettingChange(path, Shown(before, old), WrittenText.SomethingElse);
        (oldText, newText) = WrittenText.Around(oldText, newText);
        return new SettingChange(path, oldText, newText);
    }

    private static string? Shown(ConfigNode? node, ConfigSection section) => node is null ? null : WrittenText.Cut(WrittenText.Shown(node, section));
}
