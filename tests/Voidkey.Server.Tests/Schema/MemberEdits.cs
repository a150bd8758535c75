namespace Voidkey.Server.Tests.Schema;

/// <summary>What can be done to a member, whatever it is: its name, its place, and whether it is there at all.</summary>
internal sealed class MemberEdits
{
    private static readonly string[] Definitions = ["clientIdps", "clientIdps[].name", "accessProviders", "accessProviders[].name"];
    private static readonly string[] References = ["default", "clientIdentities[].idp", "clientIdentities[].keys.*.provider", "operators[].idp", "tests[].idp"];

    private const string Tags = "clientIdentities[].keys.*.chain.tags";
    private const string TransitiveTagKeys = "clientIdentities[].keys.*.chain.transitiveTagKeys";

    private readonly string[] _lines;
    private readonly IReadOnlyList<Place> _places;

    public MemberEdits(string text) => (_lines, _places) = (text.TrimEnd('\n').Split('\n'), Place.AllIn(text));

    public IEnumerable<Edit> All() => _places.SelectMany(Of).Concat(_places.SelectMany(OfValue)).Concat(_places.GroupBy(static place => place.Section).SelectMany(Unknown));

    private IEnumerable<Edit> Of(Place place)
    {
        if (place.IsNamedByUs)
        {
            // One a member, another one at the next: a stranger is one however he is written.
            yield return (place.Line % 3) switch
            {
                0 => Renamed("a letter less", place, place.Name[..^1]),
                1 => Renamed("in another case", place, char.IsUpper(place.Name[0]) ? place.Name.ToLowerInvariant() : char.ToUpperInvariant(place.Name[0]) + place.Name[1..]),
                _ => Renamed("a blank in the name", place, $"\"{place.Name} \""),
            };
        }

        foreach (var name in place.Path switch
        {
            "clientIdentities[].keys.*" => ["\"\"", "\"a\\u0001b\"", $"\"{new string('k', 129)}\""],
            "clientIdentities[].keys.*.outputs.*" => ["1_VARIABLE", "A-VARIABLE", "\"\"", "\"A B\""],
            "clientIdentities[].match.*" or "operators[].match.*" or "clientIdps[].requiredClaims.*" => ["\"\"", "/a~b"],
            _ => (string[])[],
        }) yield return Renamed($"named {name[..Math.Min(name.Length, 16)]}", place, name);

        var end = _lines[(place.Line - 1)..place.End];
        end[0] = Blank(place) + end[0][(place.Member.Position.Column - 1)..];
        yield return Edited("twice", place, [.. _lines[..place.End], .. end, .. _lines[place.End..]], place.End + 1);
        yield return Removed(place);
    }

    private IEnumerable<Edit> OfValue(Place place)
    {
        foreach (var value in ValueEdits.Of(place)) yield return Replaced(value.Kind, place, value.Text) with { MayLoad = value.MayLoad };
        if (References.Contains(place.Path)) yield return Replaced("refers to nothing", place, $"{place.Value}x");
    }

    // A member that nobody knows, at the end of a section.
    private IEnumerable<Edit> Unknown(IGrouping<Voidkey.Configuration.ConfigMapping, Place> section)
    {
        var last = section.Last();
        if (!last.IsNamedByUs) yield break;
        yield return Edited("a stranger beside it", last, [.. _lines[..last.End], $"{Blank(last)}zzz: 1", .. _lines[last.End..]], last.End + 1);
        yield return Edited("a child too deep", last, [.. _lines[..last.End], $"{Blank(last)} zzz: 1", .. _lines[last.End..]], last.End + 1, last.End);
    }

    private Edit Renamed(string kind, Place place, string name)
    {
        var line = _lines[place.Line - 1];
        var start = place.Member.Position.Column - 1;

        // Without its type nobody knows which members a provider may have.
        return Edited(kind, place, With(place.Line, line[..start] + name + line[line.IndexOf(':', start + place.Name.Length)..]), [place.Line, .. place.Path == "accessProviders[].type" ? (int[])[place.Section.Position.Line] : []]);
    }

    private Edit Replaced(string kind, Place place, string value)
    {
        var line = _lines[place.Line - 1];
        var name = line[..(line.IndexOf(':', place.Member.Position.Column - 1 + place.Name.Length) + 1)];

        // What is not closed YAML notices further on, and what was defined is missed where it is referred to.
        var at = value.Contains("unclosed", StringComparison.Ordinal) ? Enumerable.Range(place.Line, _lines.Length)
            : value is "[]" or "{}" ? Referring(place).Select(line => line - place.End + place.Line) : [];
        return Edited($"{kind} {value}".TrimEnd(), place, [.. _lines[..(place.Line - 1)], value.Length == 0 ? name : $"{name} {value}", .. _lines[place.End..]], [place.Line, .. at]);
    }

    private Edit Removed(Place place)
    {
        var prefix = _lines[place.Line - 1][..(place.Member.Position.Column - 1)];
        var isOnlyOne = place.Section.Members.Count == 1;
        string[] rest = [.. _lines[place.End..]];
        string[] before = [.. _lines[..(place.Line - 1)]];
        if (isOnlyOne) before[^1] += " {}";
        else if (prefix.Contains('-', StringComparison.Ordinal)) rest[0] = prefix + rest[0][prefix.Length..];

        // What stands beside it may have needed it.
        var gone = place.End - place.Line + 1;
        var section = place.Section.Position.Line;
        var left = _places.Where(other => other.Section == place.Section).Max(static other => other.End) - gone - section + 1;
        return Edited("removed", place, [.. before, .. rest], [place.Line - 1, section, .. Enumerable.Range(section, left), .. Referring(place).Select(line => line - gone)]) with
        {
            MayLoad = PublishedSchema.IsRequired(place.Path) ? null : "what is optional may be left out, and its default is documented",
        };
    }

    private IEnumerable<int> Referring(Place definition) => definition.Path.StartsWith(Tags, StringComparison.Ordinal)
        ? _places.Where(static other => other.Path == TransitiveTagKeys).Select(static other => other.Line)
        : Definitions.Contains(definition.Path) ? _places.Where(other => References.Contains(other.Path) && (definition.Value is null || other.Value == definition.Value)).Select(static other => other.Line) : [];

    private string[] With(int line, string by) => [.. _lines[..(line - 1)], by, .. _lines[line..]];

    private static string Blank(Place place) => new(' ', place.Member.Position.Column - 1);

    private static Edit Edited(string kind, Place place, string[] lines, params int[] at) => new(kind, place.At, string.Join('\n', lines) + "\n", at);
}
