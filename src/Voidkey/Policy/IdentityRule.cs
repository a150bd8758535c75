using System.Collections.Frozen;
using Voidkey.Identity;

namespace Voidkey.Policy;

/// <summary>One entry of <c>clientIdentities</c>, resolved. All that it says must hold; what says nothing holds for nobody.</summary>
/// <param name="Name">For people; null where it has none.</param>
/// <param name="Subject">The exact subject; null: any, so <paramref name="Match"/> decides.</param>
/// <param name="Match">One of these must hold; empty: no condition on claims.</param>
/// <param name="Keys">In the order of the configuration.</param>
internal sealed record IdentityRule(
    string? Name, string Idp, string? Subject, IReadOnlyList<ClaimRule> Match, IdentityConstraints Constraints, IReadOnlyList<KeyRule> Keys)
{
    private readonly FrozenDictionary<string, KeyRule> _byName = Keys.ToFrozenDictionary(static key => key.Name, StringComparer.Ordinal);

    public KeyRule? Find(string name) => _byName.GetValueOrDefault(name);

    public bool Holds(Principal caller, Circumstances at) =>
        string.Equals(Idp, caller.Idp, StringComparison.Ordinal)
        && (Subject is not null || Match.Count > 0)
        && (Subject is null || string.Equals(Subject, caller.Subject, StringComparison.Ordinal))
        && (Match.Count == 0 || Match.Any(rule => rule.Holds(caller.Claims)))
        && Constraints.Hold(at);
}
