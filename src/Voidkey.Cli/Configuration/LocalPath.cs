using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Configuration;

/// <summary>The path of a file that a setting names: as a flag, like any argument; in a configuration file, which is read in any directory, absolute or from home.</summary>
internal static class LocalPath
{
    public const string Rule = "a path that begins with / or ~/";

    public static bool IsFit(Setting setting) => setting.Place is null || Path.IsPathFullyQualified(setting.Value) || setting.Value.StartsWith("~/", StringComparison.Ordinal);

    /// <summary>Absolute; null where there is no home to begin at.</summary>
    public static string? Of(Invocation invocation, Setting setting)
    {
        if (setting.Place is null || !setting.Value.StartsWith("~/", StringComparison.Ordinal)) return Path.GetFullPath(setting.Value, invocation.Surroundings.Files.CurrentDirectory ?? "/");
        return new ConfigPaths(invocation).Home is { } home ? Path.Combine(home, setting.Value[2..]) : null;
    }
}
