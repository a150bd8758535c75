using Voidkey.Diagnostics;

namespace Voidkey.Configuration;

/// <summary>One thing that is wrong, or looks wrong, in the configuration.</summary>
/// <param name="Code">One of <see cref="ConfigCodes"/>, for example <c>VK1003</c>.</param>
/// <param name="IsWarning">True where the configuration works all the same.</param>
/// <param name="Position">Where.</param>
/// <param name="Path">The member, for example <c>clientIdentities[0].keys.AWS_DEPLOY.provider</c>; empty for a whole file.</param>
/// <param name="Message">What is wrong and how to mend it, in one line. Never a value that may be a secret.</param>
public sealed record ConfigProblem(string Code, bool IsWarning, ConfigPosition Position, string Path, string Message)
{
    /// <returns><c>FILE:LINE:COLUMN: CODE PATH: MESSAGE</c>, in one line without control characters.</returns>
    public override string ToString()
    {
        var warning = IsWarning ? "warning: " : "";
        var path = Path.Length == 0 ? "" : $"{Path}: ";
        return Printable.Line($"{Position}: {Code} {warning}{path}{Message}");
    }
}

/// <param name="File">The file's path as it was given, or <c>environment</c>.</param>
/// <param name="Line">1-based; 0 where there is none.</param>
/// <param name="Column">1-based; 0 where there is none.</param>
public sealed record ConfigPosition(string File, int Line, int Column)
{
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
