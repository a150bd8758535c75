using System.Diagnostics.CodeAnalysis;

namespace Voidkey.Server.Verbs;

/// <param name="Files">The files of the record, in any order.</param>
/// <param name="KeyFile">Where the public keys are; null: signatures are not checked.</param>
internal sealed record AuditArguments(IReadOnlyList<string> Files, string? KeyFile, bool IsJson)
{
    public static bool TryParse(string[] args, [NotNullWhen(true)] out AuditArguments? arguments, [NotNullWhen(false)] out string? fault)
    {
        (arguments, fault) = (null, "audit knows one thing to do: verify");
        if (args is not ["verify", .. var rest]) return false;
        if (!VerbLine.TryParse("audit verify", rest, ["--json"], ["--key"], out var line, out fault)) return false;

        if (line.Operands.Count == 0) fault = "audit verify takes one file or several";
        else if (line.Operands.Contains("-")) fault = "audit verify reads files, each twice; standard input is none";
        else arguments = new AuditArguments(line.Operands, line.Value("--key"), line.Has("--json"));
        return fault is null;
    }
}
