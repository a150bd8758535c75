namespace Voidkey.Cli.Execution;

/// <summary>What of this process's environment a command sees beside its credentials.</summary>
internal enum Inheritance
{
    /// <summary>All but what would contradict the credentials, and the caller's own token.</summary>
    Usual,

    /// <summary>All.</summary>
    Everything,

    /// <summary>Only <see cref="ChildEnvironment.Essential"/>.</summary>
    Clean,
}

/// <summary>The environment of a command.</summary>
/// <param name="Entries">All of it.</param>
/// <param name="Unset">What was taken out because it contradicts the credentials.</param>
internal sealed record ChildEnvironment(IReadOnlyList<EnvironmentEntry> Entries, IReadOnlyList<string> Unset)
{
    /// <summary>The names of the keys whose credentials a subshell has.</summary>
    public const string Marker = "VOIDKEY_KEYS_ACTIVE";

    /// <summary>Made for this program alone. Who has them may mint everything that the caller may, and not just what was minted here.</summary>
    public static readonly IReadOnlyList<string> Withheld = ["VOIDKEY_OIDC_TOKEN", "VOIDKEY_OIDC_TOKEN_FILE", "VOIDKEY_TOKEN", "VOIDKEY_ID_TOKEN", "OIDC_TOKEN"];

    public static readonly IReadOnlyList<string> Essential = ["PATH", "HOME", "LANG", "TERM", "USER"];

    /// <summary>Without these, programs on Windows do not even start.</summary>
    private static readonly IReadOnlyList<string> EssentialOnWindows = [.. Essential, "SystemRoot", "SystemDrive", "ComSpec", "PATHEXT", "USERPROFILE", "TEMP", "TMP"];

    private static StringComparer Names => OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <param name="own">The environment of this process.</param>
    /// <param name="set">What the credentials set. Each replaces what was there.</param>
    public static ChildEnvironment Of(IReadOnlyList<EnvironmentEntry> own, IReadOnlyList<KeyValuePair<string, string>> set, Inheritance inheritance)
    {
        var replaced = set.Select(variable => variable.Key).ToHashSet(Names);
        var conflicting = inheritance == Inheritance.Usual ? ConflictingVariables.Of(replaced).ToHashSet(Names) : [];
        var kept = own.Where(entry => !replaced.Contains(entry.Name) && !conflicting.Contains(entry.Name) && IsInherited(entry.Name, inheritance));
        return new(
            [.. kept, .. set.Select(variable => EnvironmentEntry.Of(variable.Key, variable.Value))],
            [.. own.Select(entry => entry.Name).Where(conflicting.Contains).Distinct(Names)]);
    }

    private static bool IsInherited(string name, Inheritance inheritance) => inheritance switch
    {
        Inheritance.Everything => true,
        Inheritance.Usual => !Withheld.Contains(name, Names),
        _ => (OperatingSystem.IsWindows() ? EssentialOnWindows : Essential).Contains(name, Names),
    };
}
