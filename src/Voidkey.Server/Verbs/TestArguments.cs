using System.Diagnostics.CodeAnalysis;

namespace Voidkey.Server.Verbs;

/// <param name="Paths">Files and folders, each a configuration.</param>
/// <param name="JUnit">Where the report goes; <c>-</c>: to standard output.</param>
/// <param name="Filter">What a test's name must contain.</param>
/// <param name="MayBeEmpty">True where there being no test is no failure.</param>
internal sealed record TestArguments(IReadOnlyList<string> Paths, string? JUnit, string? Filter, bool MayBeEmpty, bool StubsMissing)
{
    public static bool TryParse(IEnumerable<string> args, [NotNullWhen(true)] out TestArguments? arguments, [NotNullWhen(false)] out string? fault)
    {
        arguments = null;
        if (!VerbLine.TryParse("test", args, ["--allow-empty", "--stub-missing"], ["--junit", "--filter"], out var line, out fault)) return false;

        if (line.Operands.Count == 0) fault = "test takes at least one file or folder";
        else if (line.Operands.Distinct(StringComparer.Ordinal).Count() < line.Operands.Count) fault = "test was given one path twice";
        else arguments = new TestArguments(line.Operands, line.Value("--junit"), line.Value("--filter"), line.Has("--allow-empty"), line.Has("--stub-missing"));
        return fault is null;
    }
}
