namespace Voidkey.Cli.Execution;

/// <summary>The program that takes the place of this one.</summary>
/// <param name="Path">The file, found already.</param>
/// <param name="Arguments">All of them; the first is the name it was called by.</param>
/// <param name="Environment">All that it sees.</param>
internal sealed record Successor(string Path, IReadOnlyList<string> Arguments, IReadOnlyList<EnvironmentEntry> Environment)
{
    /// <summary>Values to take out of what the command prints; it then runs below us instead. Null: it takes our place.</summary>
    public IReadOnlyList<byte[]>? Masked { get; init; }
}
