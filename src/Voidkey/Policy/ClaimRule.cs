using System.Text.Json;
using Voidkey.Identity;

namespace Voidkey.Policy;

/// <summary>One map of <c>match</c>: every condition must hold.</summary>
internal sealed record ClaimRule(IReadOnlyList<ClaimCondition> Conditions)
{
    public bool Holds(JsonElement claims)
    {
        for (var i = 0; i < Conditions.Count; i++)
        {
            if (!Conditions[i].Holds(claims)) return false;
        }

        return Conditions.Count > 0;
    }
}

/// <param name="Path">Which claim.</param>
/// <param name="Tests">What must hold of it, all of them.</param>
/// <param name="Wanted">The tests as they are written.</param>
internal sealed record ClaimCondition(ClaimPath Path, IReadOnlyList<ClaimTest> Tests, string Wanted) : ICondition
{
    public string Name => Path.Text;

    /// <summary>The only texts the claim may have; null where it may have others.</summary>
    public IReadOnlyList<string>? ExactTexts => Tests.OfType<ClaimTest.AnyOf>().Select(static test => test.ExactTexts).FirstOrDefault(static texts => texts is not null);

    public bool Holds(Principal caller, Circumstances at) => Holds(caller.Claims);

    public bool Holds(JsonElement claims)
    {
        // No enumerator and no closure: where only patterns tell identities apart, every mint comes by here once an identity.
        JsonElement? claim = Path.TryFind(claims, out var found) ? found : null;
        for (var i = 0; i < Tests.Count; i++)
        {
            if (!Tests[i].Holds(claim)) return false;
        }

        return Tests.Count > 0;
    }

    public string? Got(Principal caller, Circumstances at) => Path.TryFind(caller.Claims, out var claim) ? ShownText.Of(claim) : null;
}
