using System.Security.Cryptography;
using System.Text;
using Voidkey.Configuration;

namespace Voidkey.Comparison;

/// <summary>Settings as texts: what is written, to show, and what it means, to compare.</summary>
internal static class WrittenText
{
    private const int MaxShown = 160;
    private const int MaxBefore = 40;

    public static string Shown(ConfigNode node) => ConfigText.Shown(node);

    /// <summary>Some members, each short enough that none hides the next; those that are absent are left out.</summary>
    public static string Members(ConfigSection section, IEnumerable<string> members) => string.Join(", ", members.Where(section.Has).Select(member => $"{member}: {Cut(Shown(section, member))}"));

    /// <summary>What a thing calls itself in this member; empty where it does not.</summary>
    public static string Name(ConfigSection section, string member) => section.Node(member) is ConfigScalar name ? name.Text : "";

    /// <summary>What a member is, shown; a name that is absent is empty.</summary>
    public static string Shown(ConfigSection section, string member) => section.Node(member) is { } node ? Shown(node) : "";

    /// <returns>True where two settings mean the same: everything substituted, whatever the order of members and the quotes.</returns>
    public static bool MeanTheSame(ConfigNode? before, ConfigNode? after, ConfigSection old, ConfigSection @new) =>
        before is null || after is null ? before is null && after is null : Meaning(before, old.Reading).SequenceEqual(Meaning(after, @new.Reading));

    /// <summary>Two texts that differ, short enough for a line: of long ones what stands around the first difference.</summary>
    public static (string Before, string After) Around(string before, string after)
    {
        var same = before.AsSpan().CommonPrefixLength(after);
        var start = Math.Max(before.Length, after.Length) <= MaxShown ? 0 : Math.Max(0, same - MaxBefore);
        return (Cut(before, start), Cut(after, start));
    }

    /// <summary>The node with everything substituted.</summary>
    public static ConfigNode Resolve(ConfigNode node, ConfigReading reading) => node switch
    {
        ConfigMapping mapping => new ConfigMapping(mapping.Position, [.. mapping.Members.Select(member => new ConfigMember(member.Name, member.Position, Resolve(member.Value, reading)))]),
        ConfigSequence list => new ConfigSequence(list.Position, [.. list.Items.Select(item => Resolve(item, reading))]),
        ConfigScalar scalar => new ConfigScalar(scalar.Position, TextOf(scalar, reading), scalar.IsPlain),
        _ => node,
    };

    public static string Cut(string text) => Cut(text, 0);

    // A digest: it is made of what may be a secret in the wrong place.
    private static byte[] Meaning(ConfigNode node, ConfigReading reading) => SHA256.HashData(Encoding.UTF8.GetBytes(ConfigText.Of(Resolve(node, reading))));

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
