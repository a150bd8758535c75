namespace Voidkey.Configuration;

/// <summary>What one reading of the configuration shares: where problems go, and what values may refer to.</summary>
internal sealed record ConfigReading(ConfigProblems Problems, ConfigEnvironment Environment)
{
    /// <summary>What is read, and was found.</summary>
    public ConfigFiles Files { get; init; } = new(mayWait: true);

    /// <summary>What was read as a secret. A node is itself and no other, whatever it says.</summary>
    public HashSet<ConfigNode> Secrets { get; } = [];

    /// <summary>The environment variables that set something.</summary>
    public HashSet<string> Overrides { get; } = new(StringComparer.Ordinal);

    /// <summary>Relative paths are relative to the folder of the file they stand in.</summary>
    public static string FolderOf(ConfigPosition position) => position.Line == 0 ? "" : Path.GetDirectoryName(position.File) ?? "";

    /// <summary>Whether something that is not there is stood for in a text.</summary>
    public bool IsStoodFor(string text) => Environment.Placeholders is not null && Placeholders.AreIn(text);
}
