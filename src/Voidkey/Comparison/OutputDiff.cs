using Voidkey.Configuration;
using Voidkey.Policy;

namespace Voidkey.Comparison;

/// <summary>Compares what a key hands out. A literal may be a secret of the operator's, so it is told that it changes and not to what.</summary>
internal static class OutputDiff
{
    private const string Literal = "a literal";

    public static IEnumerable<SettingChange> Between(ConfigSection old, KeyRule was, ConfigSection @new, KeyRule becomes)
    {
        Dictionary<string, ConfigNode> before = Written(old), after = Written(@new);
        foreach (var name in becomes.Outputs.Names.Concat(was.Outputs.Names).Distinct(StringComparer.Ordinal))
        {
            ConfigNode? from = before.GetValueOrDefault(name), to = after.GetValueOrDefault(name);
            bool had = was.Outputs.Names.Contains(name, StringComparer.Ordinal), has = becomes.Outputs.Names.Contains(name, StringComparer.Ordinal);
            if (had == has && WrittenText.MeanTheSame(from, to, old, @new)) continue;
            var (shownBefore, shownAfter) = (had ? Shown(from) : null, has ? Shown(to) : null);
            yield return new SettingChange($"outputs.{name}", shownBefore, shownBefore == shownAfter ? $"{(to is ConfigMapping ? "another literal" : "the same text, and something else behind it")}" : shownAfter);
        }
    }

    private static Dictionary<string, ConfigNode> Written(ConfigSection key) => key.Entries("outputs").ToDictionary(static entry => entry.Name, static entry => entry.Value, StringComparer.Ordinal);

    private static string Shown(ConfigNode? node) => node is null ? "the cloud's usual" : node is ConfigMapping ? Literal : WrittenText.Shown(node);
}
