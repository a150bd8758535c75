using Voidkey.Cli.Execution;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Commands;

/// <summary>What a command that succeeded says.</summary>
/// <param name="Text">For stdout, whole.</param>
/// <param name="Notes">For stderr, once stdout has been written.</param>
internal sealed record Printout(string Text, params IReadOnlyList<Note> Notes)
{
    /// <summary>For scripts: an answer may be a no.</summary>
    public ExitCode Exit { get; init; } = ExitCode.Ok;

    /// <summary>A file that is open already, and what to add to it once stdout has been written.</summary>
    public (Stream File, string Text)? Appended { get; init; }

    /// <summary>What goes on once everything has been said, until it is done or cancelled; its exit code is then ours.</summary>
    public Func<CancellationToken, Task<Result<ExitCode>>>? Then { get; init; }

    /// <summary>What takes our place once everything has been said. Its exit code is then ours.</summary>
    public Successor? Successor { get; init; }
}
