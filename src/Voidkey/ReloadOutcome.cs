namespace Voidkey;

/// <summary>What came of a reload.</summary>
/// <param name="At">When it was decided, UTC.</param>
/// <param name="Previous">The hash of the configuration that was in force before.</param>
/// <param name="Configuration">The hash of the one that is in force now; after a refusal the same.</param>
/// <param name="Changes">What changed, for example <c>clientIdentities +2 -1</c>; empty after a refusal.</param>
/// <param name="ProblemCount">How many problems there are; 0: it is in force.</param>
/// <param name="Problems">The first 20 of them, as the log has them.</param>
/// <param name="Warnings">What should be looked at in what is in force: the first 20.</param>
public sealed record ReloadOutcome(
    DateTimeOffset At, string Previous, string Configuration, string Changes, int ProblemCount, IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings)
{
    /// <summary>True where what was in the files is in force.</summary>
    public bool IsLoaded => ProblemCount == 0;
}
