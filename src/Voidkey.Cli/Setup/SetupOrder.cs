using Voidkey.Cli.Output;

namespace Voidkey.Cli.Setup;

/// <summary>What a tool is to be told.</summary>
/// <param name="Key">The key it is answered with. A word that no file and no shell reads as more.</param>
/// <param name="Name">What the profile or user is called in the tool.</param>
/// <param name="Host">Of the hosts, the one that the key is for; null: none was named.</param>
/// <param name="Environment">The environment of the configuration files; null: whichever holds.</param>
internal sealed record SetupOrder(string Key, string Name, string? Host, string? Environment)
{
    /// <summary>The words behind <c>voidkey</c> that the tool runs.</summary>
    public IReadOnlyList<string> Words(string tool) =>
        ["helper", tool, "--key", Key, .. Host is null ? [] : new[] { "--host", Host }, .. Environment is null ? [] : new[] { "--env", Environment }];

    public string CommandLine(string tool) => $"voidkey {string.Join(' ', Words(tool))}";

    /// <summary>What may stand in any of these files without quotes.</summary>
    public static bool IsWord(string text) => text.Length is > 0 and <= 256 && text[0] != '-' && PosixQuoting.IsPlain(text);
}

/// <summary>A file as it is and as it is to be.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Before">Empty: there is none.</param>
/// <param name="Shown">What is added, for people. Never what was there: such files hold passwords.</param>
/// <param name="NewMode">Who may do what with it, where it is new.</param>
internal sealed record SetupEdit(string Path, string Before, string After, string Shown, UnixFileMode NewMode = SetupEdit.Private)
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public const UnixFileMode Runnable = Private | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public bool IsChange => Before != After;
}
