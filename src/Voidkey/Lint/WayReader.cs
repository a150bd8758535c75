using Voidkey.Configuration;
using Voidkey.Policy;
using Voidkey.Presets;

namespace Voidkey.Lint;

/// <summary>Brings an identity's resolved conditions together with the places where they are written.</summary>
internal static class WayReader
{
    /// <summary>What every token of a provider must say: its alternatives, a single one without conditions where it is nothing.</summary>
    public static IReadOnlyList<IReadOnlyList<WayCondition>> Required(ClientIdpConfig idp) =>
        idp.RequiredClaims.Count == 0 ? [[]] : [.. Alternatives(idp.Section, "requiredClaims", idp.RequiredClaims).Select(static alternative => alternative.Conditions)];

    /// <param name="required">What <see cref="Required"/> gave for the identity's provider: it holds for each of its ways.</param>
    public static IEnumerable<Way> Read(ClientIdentityConfig identity, ClientIdpConfig idp, IdpPreset? preset, IReadOnlyList<IReadOnlyList<WayCondition>> required)
    {
        var section = identity.Section;
        WayCondition[] subject = identity.Subject is { } text ? [Subject(section, text)] : [];
        (IReadOnlyList<WayCondition> Conditions, ConfigPosition Position, string Path)[] alternatives = identity.Match.Count > 0
            ? [.. Alternatives(section, "match", identity.Match)]
            : [([], section.PositionOf("subject"), section.PathOf("subject"))];
        foreach (var (conditions, position, path) in alternatives)
        {
            foreach (var always in required) yield return new Way(identity, idp.Issuer, preset, [.. subject, .. conditions, .. always], position, path);
        }
    }

    private static WayCondition Subject(ConfigSection section, string text)
    {
        var (pattern, position) = (ClaimPattern.Text(text), section.PositionOf("subject"));
        return new WayCondition("sub", new ClaimTest.AnyOf([pattern]), [new PlacedPattern(pattern, position, IsAsWritten: false)], position, position, section.PathOf("subject"));
    }

    // Nothing was wrong with the file, so what was read stands in the order in which it is written.
    private static IEnumerable<(IReadOnlyList<WayCondition> Conditions, ConfigPosition Position, string Path)> Alternatives(ConfigSection section, string name, IReadOnlyList<ClaimRule> rules)
    {
        var node = section.Node(name);
        for (var i = 0; i < rules.Count; i++)
        {
            var mapping = (ConfigMapping)(node is ConfigSequence list ? list.Items[i] : node!);
            var path = section.PathOf(node is ConfigSequence ? $"{name}[{i}]" : name);
            yield return ([.. mapping.Members.Zip(rules[i].Conditions).SelectMany(pair => Conditions(path, pair.First, pair.Second))], mapping.Position, path);
        }
    }

    private static IEnumerable<WayCondition> Conditions(string path, ConfigMember member, ClaimCondition condition)
    {
        var (claim, at) = (NameOf(condition.Path.Text), $"{path}.{member.Name}");
        if (member.Value is not ConfigMapping tests) return [Condition(claim, condition.Tests[0], member.Value, member, at)];
        return tests.Members.Zip(condition.Tests, (test, read) => Condition(claim, read, test.Value, member, $"{at}.{test.Name}"));
    }

    private static WayCondition Condition(string claim, ClaimTest test, ConfigNode value, ConfigMember member, string at)
    {
        IReadOnlyList<ConfigNode> nodes = value is ConfigSequence list ? list.Items : [value];
        return new WayCondition(claim, test, [.. PatternsOf(test).Zip(nodes, static (pattern, node) => new PlacedPattern(pattern, node.Position, node is ConfigScalar scalar && scalar.Text == pattern.Written))], value.Position, member.Position, at);
    }

    private static IReadOnlyList<ClaimPattern> PatternsOf(ClaimTest test) => test switch
    {
        ClaimTest.AnyOf any => any.Patterns,
        ClaimTest.NoneOf none => none.Patterns,
        ClaimTest.Contains contains => contains.Patterns,
        _ => [],
    };

    // A pointer of one step is just a name.
    private static string NameOf(string path) => path[0] == '/' && path.LastIndexOf('/') == 0 ? path[1..].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal) : path;
}
