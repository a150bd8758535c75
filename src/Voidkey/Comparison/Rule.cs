using Voidkey.Configuration;

namespace Voidkey.Comparison;

/// <summary>Conditions as they are written: ways in which they may hold, each of claims and what they must be. To tell which of two admits more.</summary>
/// <remarks>It only says yes where that is plain. What else there is may be wider or narrower, and is told as neither.</remarks>
internal sealed class Rule
{
    // No claim's name is empty.
    private const string Subject = "";

    private readonly IReadOnlyList<IReadOnlyDictionary<string, ConfigNode>> _ways;

    private Rule(IReadOnlyList<IReadOnlyDictionary<string, ConfigNode>> ways) => _ways = ways;

    /// <param name="match">The member with the conditions; where it is absent there are none.</param>
    /// <param name="subject">The member with the subject, if there is such a one.</param>
    public static Rule Of(ConfigSection section, string match, string? subject = null)
    {
        var always = subject is not null && section.Node(subject) is { } exact ? new[] { KeyValuePair.Create(Subject, WrittenText.Resolve(exact, section.Reading)) } : [];
        var conditions = section.Node(match) is { } node ? WrittenText.Resolve(node, section.Reading) : null;
        var ways = conditions is ConfigSequence list ? list.Items.Select(Conditions) : [Conditions(conditions)];
        return new Rule([.. ways.Select(way => always.Concat(way).ToDictionary(StringComparer.Ordinal))]);
    }

    /// <summary>True where whoever meets this meets the other too.</summary>
    public bool IsWithin(Rule other) => _ways.All(way => other._ways.Any(admitting => admitting.All(condition => way.TryGetValue(condition.Key, out var mine) && Implies(mine, condition.Value))));

    private static IEnumerable<KeyValuePair<string, ConfigNode>> Conditions(ConfigNode? way) =>
        way is ConfigMapping map ? map.Members.Select(static member => KeyValuePair.Create(member.Name, member.Value)) : [];

    private static bool Implies(ConfigNode mine, ConfigNode other)
    {
        var text = ConfigText.Of(other);
        if (ConfigText.Of(mine) == text) return true;
        if (text == ConfigText.Of(MustExist)) return mine is not ConfigMapping tests || tests.Members.Any(static member => member.Name != "exists");
        return Values(mine) is { } some && Values(other) is { } all && some.All(value => all.Contains(value, StringComparer.Ordinal));
    }

    private static string[]? Values(ConfigNode node) => node switch
    {
        ConfigScalar => [ConfigText.Of(node)],
        ConfigSequence list => [.. list.Items.Select(static item => ConfigText.Of(item))],
        _ => null,
    };

    private static readonly ConfigMapping MustExist = Exists();

    private static ConfigMapping Exists()
    {
        var nowhere = new ConfigPosition("", 0, 0);
        return new ConfigMapping(nowhere, [new ConfigMember("exists", nowhere, new ConfigScalar(nowhere, "true", isPlain: true))]);
    }
}
