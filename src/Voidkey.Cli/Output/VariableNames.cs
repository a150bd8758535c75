namespace Voidkey.Cli.Output;

/// <summary>Which names a broker may set in somebody's environment.</summary>
internal static class VariableNames
{
    /// <summary>Each makes a shell, a loader or a runtime run or load something, or moves where tools look for their settings.</summary>
    public static readonly IReadOnlyList<string> Unsafe =
    [
        "PATH", "HOME", "SHELL", "ENV", "BASH_ENV", "BASHOPTS", "SHELLOPTS", "ZDOTDIR", "FPATH", "CDPATH", "IFS",
        "PS0", "PS1", "PS2", "PS4", "PROMPT_COMMAND", "NODE_OPTIONS", "NODE_PATH", "RUBYOPT", "RUBYLIB", "PERLLIB",
        "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "DOTNET_STARTUP_HOOKS", "GCONV_PATH",
    ];

    public static readonly IReadOnlyList<string> UnsafePrefixes = ["LD_", "DYLD_", "PYTHON", "PERL5", "GIT_", "XDG_", "LC_", "VOIDKEY_", "CORECLR_"];

    public static bool IsValid(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <remarks>Case does not matter: Windows folds it, and zsh ties <c>path</c> to <c>PATH</c>.</remarks>
    public static bool IsUnsafe(string name) =>
        Unsafe.Contains(name, StringComparer.OrdinalIgnoreCase) || UnsafePrefixes.Any(p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase));
}
