namespace Voidkey.Contracts;

/// <summary>What came of a reload. The answer to <c>POST /v1/admin/reload</c> where it is in force; where it was refused that is a <see cref="Problem"/> with 422.</summary>
/// <param name="Outcome"><c>loaded</c> or <c>refused</c>.</param>
/// <param name="At">When it was decided, UTC.</param>
/// <param name="Previous">The hash of the configuration that was in force before.</param>
/// <param name="Configuration">The hash of the one that is in force now; after a refusal the same.</param>
/// <param name="ProblemCount">How many problems there are.</param>
/// <param name="Problems">The first 20 of them, each as <c>voidkey-server check</c> says it.</param>
/// <param name="Warnings">What should be looked at in what is in force: the first 20.</param>
/// <param name="Changes">What changed, for example <c>clientIdentities +2 -1</c>; left out after a refusal.</param>
public sealed record AdminReload(
    string Outcome, DateTimeOffset At, string Previous, string Configuration, int ProblemCount, IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings, string? Changes = null);
