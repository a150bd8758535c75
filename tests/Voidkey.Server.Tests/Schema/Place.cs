using Voidkey.Configuration;

namespace Voidkey.Server.Tests.Schema;

/// <summary>Where a member stands in a text.</summary>
/// <param name="Path">Its path in the schema.</param>
/// <param name="At">Its path in the text.</param>
/// <param name="End">The last line of its value, from 1.</param>
/// <param name="Section">The mapping it stands in.</param>
internal sealed record Place(string Path, string At, ConfigMember Member, int End, ConfigMapping Section)
{
    public string Name => Member.Name;

    public int Line => Member.Position.Line;

    /// <summary>True for the first member of a list's entry, behind the dash.</summary>
    public bool IsFirst => Section.Position == Member.Position;

    public string? Value => (Member.Value as ConfigScalar)?.Text;

    /// <summary>Whether its name is the schema's, and not the user's.</summary>
    public bool IsNamedByUs => !Path.EndsWith(".*", StringComparison.Ordinal);

    /// <summary>All members of a text that the schema knows, in the text's order.</summary>
    public static IReadOnlyList<Place> AllIn(string text)
    {
        var places = new List<Place>();
        var lines = text.TrimEnd('\n').Split('\n');
        Visit(PlainJson.Read(text)!, "", "");
        return places;

        void Visit(ConfigNode node, string path, string at)
        {
            if (node is ConfigSequence list)
            {
                // One thing or a list of such is the same to the schema's paths.
                var item = PublishedSchema.Sections.ContainsKey($"{path}[]") ? $"{path}[]" : path;
                for (var i = 0; i < list.Items.Count; i++) Visit(list.Items[i], item, $"{at}[{i}]");
            }

            if (node is not ConfigMapping mapping || (!PublishedSchema.Sections.ContainsKey(path) && !PublishedSchema.Maps.Contains(path))) return;
            foreach (var member in mapping.Members)
            {
                var inner = Under(path, PublishedSchema.Sections.ContainsKey(path) && PublishedSchema.Members.ContainsKey(Under(path, member.Name)) ? member.Name : "*");
                places.Add(new Place(inner, Under(at, member.Name), member, EndOf(member), mapping));
                Visit(member.Value, inner, Under(at, member.Name));
            }
        }

        int EndOf(ConfigMember member)
        {
            var end = member.Position.Line;
            while (end < lines.Length && Indent(lines[end]) >= member.Position.Column) end++;
            return end;
        }
    }

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    private static string Under(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
