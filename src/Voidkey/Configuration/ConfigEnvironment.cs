namespace Voidkey.Configuration;

/// <summary>What the configuration may refer to outside its files: environment variables and secret files.</summary>
/// <param name="variables">The process's environment.</param>
public sealed class ConfigEnvironment(IReadOnlyDictionary<string, string> variables)
{
    private const string Prefix = "VOIDKEY_";

    /// <summary>What stands for variables and secret files that are not there; null: their absence is a problem.</summary>
    internal Placeholders? Placeholders { get; private init; }

    /// <summary>The environment of this process.</summary>
    public static ConfigEnvironment OfProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables()) variables[(string)entry.Key] = (string?)entry.Value ?? "";
        return new ConfigEnvironment(variables);
    }

    /// <summary>The same with placeholders for what is not there. Not for what serves: a server whose secret is missing does not start.</summary>
    public ConfigEnvironment With(Placeholders? placeholders) => new(variables) { Placeholders = placeholders };

    /// <summary>One environment variable, or null where it is not set.</summary>
    public string? Variable(string name) => variables.GetValueOrDefault(name);

    /// <summary>The override of one setting: <c>limits.maxKeys</c> is <c>VOIDKEY_LIMITS__MAXKEYS</c>.</summary>
    internal (string Name, string Value)? Override(string path)
    {
        if (path.Contains('[', StringComparison.Ordinal)) return null;

        var name = NameOf(path);
        return name.Contains("__", StringComparison.Ordinal) && variables.TryGetValue(name, out var value) ? (name, value) : null;
    }

    /// <summary>True where a variable sets anything in this section.</summary>
    internal bool SetsBelow(string path) =>
        !path.Contains('[', StringComparison.Ordinal) && variables.Keys.Any(name => name.StartsWith($"{NameOf(path)}__", StringComparison.Ordinal));

    /// <summary>The overrides that are not among those <paramref name="used"/>, so set nothing: most likely typing errors.</summary>
    internal IEnumerable<string> OverridesBut(IReadOnlySet<string> used) => variables.Keys
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.Contains("__", StringComparison.Ordinal) && !used.Contains(name))
        .Order(StringComparer.Ordinal);

    private static string NameOf(string path) => Prefix + path.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant();
}
