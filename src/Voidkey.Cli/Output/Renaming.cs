using Voidkey.Cli.Broker;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Output;

/// <summary>Other names for what keys set, so that two of them can be used side by side.</summary>
/// <param name="Prefixes">Key → what stands before its variables' names; the empty key: every other one's.</param>
/// <param name="Maps">New names. A key of null: of every key that sets it.</param>
internal sealed record Renaming(IReadOnlyDictionary<string, string> Prefixes, IReadOnlyList<(string New, string? Key, string Old)> Maps)
{
    /// <summary>Reads <c>P</c> and <c>KEY=P</c>, <c>NEW=OLD</c> and <c>NEW=KEY:OLD</c>.</summary>
    public static Result<Renaming> Read(Invocation invocation, ValueOption prefix, ValueOption map)
    {
        var prefixes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var written in invocation.Values(prefix))
        {
            var end = written.LastIndexOf('=');
            if (!VariableNames.IsValid(written[(end + 1)..])) return invocation.Usage("--prefix is P or KEY=P, where P begins like the name of a variable");
            if (!prefixes.TryAdd(end < 0 ? "" : written[..end], written[(end + 1)..])) return invocation.Usage("--prefix names a key twice");
        }

        var maps = new List<(string New, string? Key, string Old)>();
        foreach (var written in invocation.Values(map))
        {
            if (written.Split('=', 2) is not [var name, var old] || !VariableNames.IsValid(name) || old.Length == 0) return invocation.Usage("--map is NEW=OLD or NEW=KEY:OLD, where NEW is the name of a variable");
            var colon = old.LastIndexOf(':');
            maps.Add((name, colon < 0 ? null : old[..colon], old[(colon + 1)..]));
        }

        return maps.DistinctBy(m => (m.Key, m.Old)).Count() == maps.Count ? new Renaming(prefixes, maps) : invocation.Usage("--map names a variable twice");
    }

    /// <summary>A new name is taken as it stands; only what has none gets a prefix.</summary>
    public Result<IReadOnlyList<KeyCredentials>> Apply(IReadOnlyList<KeyCredentials> keys)
    {
        if (Prefixes.Keys.FirstOrDefault(name => name.Length > 0 && keys.All(key => key.Name != name)) is { } stranger) return Unknown($"--prefix is about key {stranger}, which was not minted");
        if (Maps.Any(map => !keys.Any(key => IsAbout(map, key.Name) && key.Variables.ContainsKey(map.Old)))) return Unknown("--map renames a variable that no key sets");

        var renamed = new List<KeyCredentials>();
        foreach (var key in keys)
        {
            var variables = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, value) in key.Variables)
            {
                if (!variables.TryAdd(NameOf(key.Name, name), value)) return Unknown($"two variables of key {key.Name} would have one name");
            }

            renamed.Add(key with { Variables = variables });
        }

        return renamed;
    }

    private string NameOf(string key, string name)
    {
        // What was said about this key wins over what was said about all.
        var map = Maps.Where(m => IsAbout(m, key) && m.Old == name).OrderBy(m => m.Key is null).FirstOrDefault();
        return map.New ?? Prefixes.GetValueOrDefault(key, Prefixes.GetValueOrDefault("", "")) + name;
    }

    private static bool IsAbout((string New, string? Key, string Old) map, string key) => map.Key is null || map.Key == key;

    private static Failure Unknown(string message) => new(ExitCode.General, FailureCodes.UnsafeOutput, message, "the names are those that the broker gave, before any of them is changed", "see them with -o json");
}
