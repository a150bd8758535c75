using Voidkey.Identity;

namespace Voidkey.Audit;

/// <summary>What the configuration in force says about how a decision is recorded.</summary>
/// <param name="Configuration">The hash of the configuration that decides.</param>
/// <param name="Claims">The claims that are recorded of a caller, as <c>audit.claims</c> names them.</param>
/// <param name="Pseudonyms">What stands for callers; null: they are named.</param>
internal sealed record RecordForm(string Configuration, IReadOnlyList<ClaimPath> Claims, Pseudonyms? Pseudonyms)
{
    /// <returns>The subject as it is recorded.</returns>
    public string SubjectOf(Principal caller) => Pseudonyms?.Of(caller.Subject) ?? caller.Subject;

    /// <returns>A JSON object with the chosen claims; empty where none are chosen.</returns>
    public ReadOnlyMemory<byte> ClaimsOf(Principal caller) => Claims.Count == 0 ? default : RecordedClaims.Of(Claims, caller.Claims, Pseudonyms);

    /// <returns>The refusal as it is recorded: an identity without a name is called by its subject, which may be the caller's.</returns>
    public BrokerError? Of(BrokerError? refusal, Principal caller) => Pseudonyms is null || refusal?.Cause is not { } cause
        ? refusal
        : refusal with { Cause = cause.Replace(caller.Subject, Pseudonyms.Of(caller.Subject), StringComparison.Ordinal) };

    /// <returns>The trace as it is recorded: what the caller has is not shown, nor what was wanted where it is just that.</returns>
    public IReadOnlyList<IdentityTrace> Of(IReadOnlyList<IdentityTrace> trace) => Pseudonyms is not { } pseudonyms || trace.Count == 0
        ? trace
        : [.. trace.Select(identity => identity with { Conditions = [.. identity.Conditions.Select(condition => Of(condition, pseudonyms))] })];

    private static ConditionTrace Of(ConditionTrace condition, Pseudonyms pseudonyms) => condition with
    {
        Wanted = condition.Holds ? pseudonyms.Of(condition.Wanted) : condition.Wanted,
        Got = condition.Got is { } got ? pseudonyms.Of(got) : null,
    };
}
