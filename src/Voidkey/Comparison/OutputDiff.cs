using Voidkey.Configuration;
using Voidkey.Policy;

namespace Voidkey.Comparison;

/// <summary>Compares what a key hands out. A literal may be a secret of the operator's, so it is told that it changes and not to what.</summary>
internal static class OutputDiff
{
    private const string Literal = "a literal";

    public static IEnumerable<SettingChange> Between(ConfigSection old, KeyRule was, ConfigSection @new, KeyRule becomes)
    {
        var differ = new NodeDiff(old, @new);
        Dictionary<string, ConfigNode> before = Written(old), after = Written(@new);
        foreach (var name in becomes.Outputs.Names.Concat(was.Outputs.Names).Distinct(StringComparer.Ordinal))
        {
            ConfigNode? from = before.GetValueOrDefault(name), to = after.GetValueOrDefault(name);
            bool had = was.Outputs.Names.Contains(name, StringComparer.Ordinal), has = becomes.Outputs.Names.Contains(name, StringComparer.Ordinal);
            if (had == has && differ.MeanTheSame(from, to)) continue;
            var (shownBefore, shownAfter) = (had ? Shown(from, old) : null, has ? Shown(to, @new) : null);
            yield return new SettingChange($"outputs.{name}", shownBefore, shownBefore == shownAfter ? to is ConfigMapping ? "another literal" : WrittenText.SomethingElse : shownAfter);
        }
    }

    private static Dictionary<string, ConfigNode> Written(ConfigSection key) => key.Entries("outputs").ToDictionary(static entry => entry.Name, static entry => entry.Value, StringComparer.Ordinal);

    private static string Shown(ConfigNode? node, ConfigSection section) => node is null ? "the cloud's usual" : node is ConfigMapping ? Literal : WrittenText.Shown(node, section);
}
