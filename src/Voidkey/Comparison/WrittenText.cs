using Voidkey.Configuration;

namespace Voidkey.Comparison;

/// <summary>Settings as texts: what is written, to show, and what it means, to compare.</summary>
internal static class WrittenText
{
    /// <summary>Stands for what is not what it was, though it reads the same.</summary>
    public const string SomethingElse = "the same as shown, with something else behind it";

    private const string Secret = "(secret)";
    private const int MaxShown = 160;
    private const int MaxBefore = 40;

    /// <summary>As it is written; of a secret only that it is one.</summary>
    public static string Shown(ConfigNode node, ConfigSection section) => ConfigText.Shown(Masked(node, section.Reading));

    /// <summary>What a member is, shown; empty where it is absent.</summary>
    public static string Shown(ConfigSection section, string member) => section.Node(member) is { } node ? Shown(node, section) : "";

    /// <summary>Some members, each short enough that none hides the next; those that are absent are left out.</summary>
    public static string Members(ConfigSection section, IEnumerable<string> members) => string.Join(", ", members.Where(section.Has).Select(member => $"{member}: {Cut(Shown(section, member))}"));

    /// <summary>What a thing calls itself in this member; empty where it does not.</summary>
    public static string Name(ConfigSection section, string member) => section.Node(member) is ConfigScalar name ? name.Text : "";

    /// <summary>In one form, whatever the order of members and the quotes: equal where two settings mean the same. Not to be shown: it has secrets in it, and what stands for them.</summary>
    public static string Meaning(ConfigNode node, ConfigSection section) => ConfigText.Of(Resolve(node, section.Reading));

    /// <summary>Two texts that differ, short enough for a line: of long ones what stands around the first difference.</summary>
    public static (string Before, string After) Around(string before, string after)
    {
        var same = before.AsSpan().CommonPrefixLength(after);
        var start = Math.Max(before.Length, after.Length) <= MaxShown ? 0 : Math.Max(0, same - MaxBefore);
        return (Cut(before, start), Cut(after, start));
    }

    public static string Cut(string text) => Cut(text, 0);

    /// <summary>The node with everything substituted.</summary>
    public static ConfigNode Resolve(ConfigNode node, ConfigReading reading) => Each(node, one => one is ConfigScalar scalar ? new ConfigScalar(scalar.Position, TextOf(scalar, reading), scalar.IsPlain) : null);

    /// <summary>The node without its secrets.</summary>
    public static ConfigNode Masked(ConfigNode node, ConfigReading reading) => Each(node, one => reading.Secrets.Contains(one) ? new ConfigScalar(one.Position, Secret, isPlain: true) : null);

    private static ConfigNode Each(ConfigNode node, Func<ConfigNode, ConfigNode?> replace) => replace(node) ?? node switch
    {
        ConfigMapping mapping => new ConfigMapping(mapping.Position, [.. mapping.Members.Select(member => new ConfigMember(member.Name, member.Position, Each(member.Value, replace)))]),
        ConfigSequence list => new ConfigSequence(list.Position, [.. list.Items.Select(item => Each(item, replace))]),
        _ => node,
    };

    // In a policy whatever is not ours stays, and so do claims and fields elsewhere. What cannot be resolved is no substitution in its place, as within a regex.
    private static string TextOf(ConfigScalar scalar, ConfigReading reading) =>
        Substitution.Resolve(scalar.Text, TextUse.Policy, reading, ConfigReading.FolderOf(scalar.Position), static (_, _) => { }) is { } parts
            ? string.Concat(parts.Select(static part => part.Literal ?? $"${{claim:{part.Claim?.Text}}}"))
            : scalar.Text;

    private static string Cut(string text, int start)
    {
        var end = Math.Min(text.Length, start + MaxShown);
        return $"{(start > 0 ? "…" : "")}{text[start..end]}{(end < text.Length ? "…" : "")}";
    }
}
