using System.Text.Json;
using Voidkey.Identity;

namespace Voidkey.Policy;

/// <summary>One map of <c>match</c>: every condition must hold.</summary>
internal sealed record ClaimRule(IReadOnlyList<ClaimCondition> Conditions)
{
    public bool Holds(JsonElement claims) => Conditions.Count > 0 && Conditions.All(condition => condition.Holds(claims));
}

/// <param name="Path">Which claim.</param>
/// <param name="Tests">What must hold of it, all of them.</param>
internal sealed record ClaimCondition(ClaimPath Path, IReadOnlyList<ClaimTest> Tests)
{
    /// <summary>The only texts the claim may have; null where it may have others.</summary>
    public IReadOnlyList<string>? ExactTexts => Tests.OfType<ClaimTest.AnyOf>().Select(static test => test.ExactTexts).FirstOrDefault(static texts => texts is not null);

    public bool Holds(JsonElement claims)
    {
        JsonElement? claim = Path.TryFind(claims, out var found) ? found : null;
        return Tests.Count > 0 && Tests.All(test => test.Holds(claim));
    }
}
