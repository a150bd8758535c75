using Voidkey.Identity;
using Voidkey.Policy;

namespace Voidkey.Configuration;

/// <summary>Reads <c>match</c>: one map of conditions, all of which must hold, or a list of maps, any of which must.</summary>
internal static class ClaimRuleReader
{
    private static readonly string[] Words = ["not", "regex", "contains", "containsAny", "containsAll", "exists"];

    public static IReadOnlyList<ClaimRule> Read(ConfigSection section, string name)
    {
        var node = section.Node(name);
        if (node is null && !section.Has(name)) return [];
        if (node is ConfigSequence { Items.Count: > 0 } list) return [.. list.Items.Select((item, i) => ReadRule(section, $"{name}[{i}]", item))];
        if (node is ConfigMapping) return [ReadRule(section, name, node)];

        section.Report(ConfigCodes.InvalidValue, name, "this must be a map of conditions on claims, or a list of such maps");
        return [];
    }

    private static ClaimRule ReadRule(ConfigSection section, string path, ConfigNode node)
    {
        if (node is ConfigMapping { Members.Count: > 0 } mapping) return new ClaimRule([.. mapping.Members.Select(member => ReadCondition(section, path, member)).OfType<ClaimCondition>()]);

        Report(section, path, node, ConfigCodes.InvalidValue, "this must be a map with at least one condition: one without any would hold for everybody");
        return new ClaimRule([]);
    }

    private static ClaimCondition? ReadCondition(ConfigSection section, string path, ConfigMember member)
    {
        var at = $"{path}.{member.Name}";
        if (ClaimPath.Parse(member.Name) is not { } claim)
        {
            section.Reading.Problems.Report(ConfigCodes.InvalidValue, member.Position, section.PathOf(at), "this must be a claim's name or a JSON pointer such as /realm_access/roles; '~' is written ~0, '/' within a name ~1");
            return null;
        }

        if (member.Value is not ConfigMapping tests) return Patterns(section, at, member.Value) is { } any ? new ClaimCondition(claim, [new ClaimTest.AnyOf(any)], ConfigText.Shown(member.Value)) : null;
        if (tests.Members.Count > 0) return new ClaimCondition(claim, [.. tests.Members.Select(test => ReadTest(section, at, test)).OfType<ClaimTest>()], ConfigText.Shown(tests));

        Report(section, at, tests, ConfigCodes.InvalidValue, $"this must say what the claim must be: a value, a list of values, or {string.Join(", ", Words)}");
        return null;
    }

    private static ClaimTest? ReadTest(ConfigSection section, string path, ConfigMember test)
    {
        var at = $"{path}.{test.Name}";
        switch (test.Name)
        {
            case "not": return Patterns(section, at, test.Value) is { } none ? new ClaimTest.NoneOf(none) : null;
            case "contains" or "containsAny": return Patterns(section, at, test.Value) is { } some ? new ClaimTest.Contains(some, all: false) : null;
            case "containsAll": return Patterns(section, at, test.Value) is { } all ? new ClaimTest.Contains(all, all: true) : null;
            case "regex": return Regular(section, at, test.Value) is { } form ? new ClaimTest.AnyOf([form]) : null;
            case "exists" when test.Value is ConfigScalar { IsPlain: true, Text: "true" or "false" } flag: return new ClaimTest.Exists(flag.Text == "true");
            case "exists":
                Report(section, at, test.Value, ConfigCodes.InvalidValue, "this must be true or false, without quotes");
                return null;
            default:
                section.Reading.Problems.Report(ConfigCodes.UnknownMember, test.Position, section.PathOf(at), $"there is no such condition{DidYouMean.Suggest(test.Name, Words)}");
                return null;
        }
    }

    private static ClaimPattern[]? Patterns(ConfigSection section, string path, ConfigNode value)
    {
        IReadOnlyList<ConfigNode> items = value is ConfigSequence list ? list.Items : [value];
        if (items.Count == 0) Report(section, path, value, ConfigCodes.InvalidValue, "an empty list matches nothing; name at least one value");

        ClaimPattern[] patterns = [.. items.Select(item => Pattern(section, path, item)).OfType<ClaimPattern>()];
        return items.Count > 0 && patterns.Length == items.Count ? patterns : null;
    }

    private static ClaimPattern? Pattern(ConfigSection section, string path, ConfigNode node)
    {
        if (node is not ConfigScalar { IsNull: false } scalar) Report(section, path, node, ConfigCodes.InvalidValue, "this must be a text, a number, true or false");
        else if (scalar is { IsPlain: true, Text: "true" or "false" }) return ClaimPattern.Flag(scalar.Text == "true");
        else if (ConfigValue.Number(scalar) is { } number) return ClaimPattern.Number(number);
        else if (ConfigValue.Text(section, path, scalar) is not { } text) return null;
        else if (text.Length > ClaimPattern.MaxLength || string.IsNullOrWhiteSpace(text)) Report(section, path, node, ConfigCodes.InvalidValue, $"a value has 1 to {ClaimPattern.MaxLength} characters, and not blanks alone");
        else if (text.Trim('*').Length == 0) Report(section, path, node, ConfigCodes.Unsafe, "this matches any value; say {exists: true} if that is meant");
        else return text.Contains('*', StringComparison.Ordinal) ? ClaimPattern.Glob(text) : ClaimPattern.Text(text);
        return null;
    }

    private static ClaimPattern? Regular(ConfigSection section, string path, ConfigNode node)
    {
        if (node is not ConfigScalar { IsNull: false } scalar) Report(section, path, node, ConfigCodes.InvalidValue, "this must be a regular expression in quotes");
        else if (ConfigValue.Text(section, path, scalar) is not { } text) return null;
        else if (text.Length > ClaimPattern.MaxLength || string.IsNullOrWhiteSpace(text)) Report(section, path, node, ConfigCodes.InvalidValue, $"a regular expression has 1 to {ClaimPattern.MaxLength} characters, and not blanks alone");
        else if (ClaimPattern.Regular(text) is { } form) return form;
        else Report(section, path, node, ConfigCodes.InvalidValue, "this is no regular expression that takes linear time; look-around and back-references are not available");
        return null;
    }

    private static void Report(ConfigSection section, string path, ConfigNode node, string code, string message) =>
        section.Reading.Problems.Report(code, node.Position, section.PathOf(path), message);
}
