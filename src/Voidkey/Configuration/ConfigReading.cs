namespace Voidkey.Configuration;

/// <summary>What one reading of the configuration shares: where problems go, and what values may refer to.</summary>
internal sealed record ConfigReading(ConfigProblems Problems, ConfigEnvironment Environment)
{
    /// <summary>Relative paths are relative to the folder of the file they stand in.</summary>
    public static string FolderOf(ConfigPosition position) => position.Line == 0 ? "" : Path.GetDirectoryName(position.File) ?? "";
}
