using Voidkey.Configuration;

namespace Voidkey.PolicyTests;

/// <summary>How one test came out.</summary>
/// <param name="Position">Where the test stands.</param>
/// <param name="Failures">The keys that came out otherwise than expected; empty: it passed.</param>
public sealed record PolicyTestResult(string Name, ConfigPosition Position, IReadOnlyList<UnexpectedDecision> Failures);

/// <summary>A key that was allowed though the test denies it, or the other way round.</summary>
/// <param name="IsAllowed">What was decided.</param>
/// <param name="Why">Why it was denied, and which identity comes nearest; or which identities grant it.</param>
/// <param name="Failing">What the nearest identity asks for and the test's caller does not have.</param>
public sealed record UnexpectedDecision(string Key, bool IsAllowed, string Why, IReadOnlyList<FailingCondition> Failing);

/// <param name="Claim">Which claim, as it is written; <c>constraints.…</c> where it is about the moment or the network.</param>
/// <param name="Wanted">What must be, as it is written.</param>
/// <param name="Got">What there was; null where there was nothing.</param>
public sealed record FailingCondition(string Claim, string Wanted, string? Got);
