using System.Diagnostics.CodeAnalysis;

namespace Voidkey.Server.Verbs;

/// <param name="Old">A configuration's file or folder.</param>
/// <param name="New">The one that is to take its place.</param>
internal sealed record DiffArguments(string Old, string New, bool IsJson, bool StubsMissing)
{
    public static bool TryParse(IEnumerable<string> args, [NotNullWhen(true)] out DiffArguments? arguments, [NotNullWhen(false)] out string? fault)
    {
        arguments = null;
        if (!VerbLine.TryParse("diff", args, ["--stub-missing"], ["--format"], out var line, out fault)) return false;

        var format = line.Value("--format") ?? "text";
        if (line.Operands is not [var before, var after]) fault = "diff takes two files or folders, the old one and the new one";
        else if (format is not ("text" or "json")) fault = "--format is text or json";
        else arguments = new DiffArguments(before, after, format == "json", line.Has("--stub-missing"));
        return fault is null;
    }
}
