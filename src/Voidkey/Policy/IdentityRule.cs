using System.Collections.Frozen;
using Voidkey.Identity;

namespace Voidkey.Policy;

/// <summary>One entry of <c>clientIdentities</c>, resolved. All that it says must hold; what says nothing holds for nobody.</summary>
/// <param name="Name">For people; null where it has none.</param>
/// <param name="Subject">The exact subject; null: any, so <paramref name="Match"/> decides.</param>
/// <param name="SubjectAsWritten">The same, nothing substituted.</param>
/// <param name="Match">One of these must hold; empty: no condition on claims.</param>
/// <param name="Keys">In the order of the configuration.</param>
/// <param name="Path">Where it stands in the configuration.</param>
/// <param name="IsExplainedToCallers">True: whoever has a token of this provider may be shown what it asks for.</param>
internal sealed record IdentityRule(
    string? Name,
    string Idp,
    string? Subject,
    string? SubjectAsWritten,
    IReadOnlyList<ClaimRule> Match,
    IdentityConstraints Constraints,
    IReadOnlyList<KeyRule> Keys,
    string Path,
    bool IsExplainedToCallers)
{
    private const int MaxConditionsShown = 10;

    private readonly FrozenDictionary<string, KeyRule> _byName = Keys.ToFrozenDictionary(static key => key.Name, StringComparer.Ordinal);
    private readonly ICondition[][] _alternatives = [.. AlternativesOf(Subject is null ? null : new SubjectCondition(Subject, SubjectAsWritten ?? Subject), Match, Constraints)];

    /// <summary>What it asks for: all conditions of one of these must hold.</summary>
    public IReadOnlyList<IReadOnlyList<ICondition>> Alternatives => _alternatives;

    /// <summary>What it is called in a message.</summary>
    public string Label => Name ?? Subject ?? "(no name)";

    public KeyRule? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>True where all conditions of one alternative hold.</summary>
    public bool Holds(Principal caller, Circumstances at)
    {
        if (!string.Equals(Idp, caller.Idp, StringComparison.Ordinal)) return false;
        foreach (var alternative in _alternatives)
        {
            if (Hold(alternative, caller, at)) return true;
        }

        return false;
    }

    /// <summary>How many conditions fail, of the alternative of which the fewest do.</summary>
    public int Failing(Principal caller, Circumstances at)
    {
        var fewest = int.MaxValue;
        foreach (var alternative in _alternatives) fewest = Math.Min(fewest, alternative.Count(condition => !condition.Holds(caller, at)));
        return fewest;
    }

    /// <summary>The same, told: the alternative of which the fewest conditions fail. The caller is one of this provider.</summary>
    public IdentityTrace Trace(Principal caller, Circumstances at)
    {
        var nearest = _alternatives.Select(alternative => Array.ConvertAll(alternative, condition => (Condition: condition, Holds: condition.Holds(caller, at))))
            .MinBy(static alternative => alternative.Count(static one => !one.Holds)) ?? [];
        return new IdentityTrace(
            Path,
            Name is null ? null : ShownText.Shown(Name),
            nearest.Count(static one => !one.Holds),
            [.. nearest.OrderBy(static one => one.Holds).Take(MaxConditionsShown).Select(one => new ConditionTrace(
                ShownText.Shown(one.Condition.Name), one.Holds, ShownText.Shown(one.Condition.Wanted), one.Condition.Got(caller, at) is { } got ? ShownText.Shown(got) : null))]);
    }

    private static bool Hold(ICondition[] alternative, Principal caller, Circumstances at)
    {
        foreach (var condition in alternative)
        {
            if (!condition.Holds(caller, at)) return false;
        }

        return true;
    }

    // The subject first, it is the cheapest. A map without a condition is no alternative.
    private static IEnumerable<ICondition[]> AlternativesOf(SubjectCondition? subject, IReadOnlyList<ClaimRule> match, IdentityConstraints constraints)
    {
        ICondition[] always = [.. subject is null ? [] : new[] { subject }, .. constraints.Conditions()];
        if (match.Count > 0) return match.Where(static rule => rule.Conditions.Count > 0).Select(rule => (ICondition[])[.. always, .. rule.Conditions]);
        return subject is null ? [] : [always];
    }
}
