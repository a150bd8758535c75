namespace Voidkey.Cli.Execution;

/// <summary>Finds a program as <c>execvp(3)</c> does, and says so before a credential is minted for a typing error.</summary>
internal static class ProgramLookup
{
    /// <summary>What <c>execvp</c> takes where there is no <c>PATH</c>.</summary>
    private const string DefaultPath = "/bin:/usr/bin";

    /// <param name="name">A name, or a path if it has a slash.</param>
    /// <param name="path">The value of <c>PATH</c>; null: there is none.</param>
    /// <param name="extensions">What Windows adds to a name, <c>PATHEXT</c>; null elsewhere.</param>
    /// <returns>The path of a file that may be executed.</returns>
    public static Result<string> Find(string name, string? path, string? extensions, Func<string, ProgramFile> look)
    {
        var windows = extensions is not null;
        var isPath = name.Contains('/') || (windows && (name.Contains('\\') || name.Contains(':')));
        if (name.Length == 0 || name.Contains('\0')) return NotFound("");

        // An empty element is the current directory, as in every shell.
        var folders = isPath ? [""] : (path ?? DefaultPath).Split(windows ? ';' : ':').Select(folder => folder.Length == 0 ? "./" : $"{folder.TrimEnd('/')}/");
        string? refused = null;
        foreach (var candidate in folders.SelectMany(folder => Spellings(name, extensions).Select(file => folder + file)))
        {
            var found = look(candidate);
            if (found == ProgramFile.Executable) return candidate;
            if (found == ProgramFile.NotExecutable) refused ??= candidate;
        }

        return refused is null ? NotFound(isPath ? "there is no such file" : "it is in no folder of PATH") : NotExecutable(refused);
    }

    public static Failure NotFound(string reason) => new(
        ExitCode.NotFound, FailureCodes.CommandNotFound, "the command was not found, so nothing was minted", reason.Length == 0 ? "its name is empty" : reason, "check how it is written");

    private static Failure NotExecutable(string path) => new(
        ExitCode.NotExecutable, FailureCodes.CommandNotExecutable, "the command cannot be executed, so nothing was minted", $"{Commands.Typed.Shown(path)} is a folder, or lacks the permission", $"check its permissions, or name the program that reads it");

    private static IEnumerable<string> Spellings(string name, string? extensions) =>
        extensions is null ? [name] : [.. Path.HasExtension(name) ? new[] { name } : [], .. extensions.Split(';').Select(extension => name + extension)];
}
