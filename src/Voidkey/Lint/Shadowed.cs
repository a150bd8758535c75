using Voidkey.Configuration;
using Voidkey.Policy;

namespace Voidkey.Lint;

/// <summary>VK3008: an identity that another one makes superfluous: whoever matches it matches the other, which has the same keys.</summary>
/// <remarks>Told only where it is plain: every condition of the other stands here too, word for word or with some of its exact values.</remarks>
internal static class Shadowed
{
    // Identities that share a value are few; where they are not, this is not the place to look further.
    private const int MostCandidates = 64;

    public static void Check(IReadOnlyList<LintedIdentity> identities, Findings findings)
    {
        foreach (var ofIdp in identities.GroupBy(static identity => identity.Rule.Idp, StringComparer.Ordinal))
        {
            var index = Index([.. ofIdp]);
            foreach (var identity in ofIdp)
            {
                if (Wider(identity, index) is not { } wider) continue;
                var (section, at) = (identity.Written.Section, wider.Written.Section.Position);
                findings.Add(LintCodes.Shadowed, identity.Written, section.Position, section.Path, $"whoever this is for has the same keys by the identity in line {at.Line} of {Path.GetFileName(at.File)}; remove one of the two");
            }
        }
    }

    /// <summary>By a value that a way asks for: the one of its claims that has the most values, so that few ways share it.</summary>
    private static Dictionary<(string Claim, string Text), List<LintedIdentity>> Index(IReadOnlyList<LintedIdentity> identities)
    {
        var values = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var condition in identities.SelectMany(static identity => identity.Ways).SelectMany(static way => way.Conditions).Where(static condition => condition.ExactTexts is not null))
        {
            if (!values.TryGetValue(condition.Claim, out var texts)) values[condition.Claim] = texts = new HashSet<string>(StringComparer.Ordinal);
            texts.UnionWith(condition.ExactTexts!);
        }

        var index = new Dictionary<(string Claim, string Text), List<LintedIdentity>>();
        foreach (var identity in identities)
        {
            foreach (var way in identity.Ways)
            {
                if (way.Conditions.Where(static condition => condition.ExactTexts is not null).MaxBy(condition => values[condition.Claim].Count) is not { } telling) continue;
                foreach (var text in telling.ExactTexts!)
                {
                    if (!index.TryGetValue((telling.Claim, text), out var entries)) index[(telling.Claim, text)] = entries = [];
                    if (entries.Count == 0 || entries[^1] != identity) entries.Add(identity);
                }
            }
        }

        return index;
    }

    private static LintedIdentity? Wider(LintedIdentity identity, Dictionary<(string Claim, string Text), List<LintedIdentity>> index)
    {
        IEnumerable<LintedIdentity>? candidates = null;
        foreach (var way in identity.Ways)
        {
            var ofWay = way.Conditions.Where(static condition => condition.ExactTexts is not null).SelectMany(static condition => condition.ExactTexts!.Select(text => (condition.Claim, text)))
                .SelectMany(value => index.TryGetValue(value, out var some) && some.Count <= MostCandidates ? some : []).Distinct()
                .Where(other => other != identity && other.Ways.Any(wide => Implies(way, wide)));
            candidates = candidates is null ? ofWay.ToArray() : candidates.Intersect(ofWay).ToArray();
        }

        return candidates?.FirstOrDefault(other => HasTheSameKeys(other, identity) && AppliesWhenever(other, identity) && !(other.Order > identity.Order && IsMutual(other, identity)));
    }

    // Of two that are for just the same callers the later one is told of.
    private static bool IsMutual(LintedIdentity other, LintedIdentity identity) =>
        other.Ways.All(way => identity.Ways.Any(wide => Implies(way, wide))) && HasTheSameKeys(identity, other) && AppliesWhenever(identity, other);

    private static bool Implies(Way narrow, Way wide) => wide.Conditions.All(wanted => narrow.Conditions.Any(condition => Implies(condition, wanted)));

    private static bool Implies(WayCondition narrow, WayCondition wide)
    {
        if (narrow.Claim != wide.Claim) return false;
        if (narrow.ExactTexts is { } some && wide.ExactTexts is { } all) return some.All(text => all.Contains(text, StringComparer.Ordinal));
        return KindOf(narrow.Test) == KindOf(wide.Test) && Texts(narrow).SequenceEqual(Texts(wide));
    }

    private static string KindOf(ClaimTest test) => test switch
    {
        ClaimTest.Exists { Wanted: true } => "exists",
        ClaimTest.Exists => "absent",
        ClaimTest.Contains { All: true } => "all of",
        ClaimTest.Contains => "some of",
        ClaimTest.NoneOf => "none of",
        _ => "any of",
    };

    private static IEnumerable<(PatternKind Kind, string Written)> Texts(WayCondition condition) => condition.Patterns.Select(static one => (one.Pattern.Kind, one.Pattern.Written));

    private static bool HasTheSameKeys(LintedIdentity wide, LintedIdentity narrow) =>
        narrow.Rule.Keys.All(key => wide.Rule.Find(key.Name) is { } same && string.Equals(same.Definition, key.Definition, StringComparison.Ordinal));

    private static bool AppliesWhenever(LintedIdentity wide, LintedIdentity narrow) =>
        Constraints(wide) is var limits && (limits == Constraints(narrow) || limits == "{}");

    private static string Constraints(LintedIdentity identity) => identity.Written.Section.AsWritten(static member => member == "constraints");
}
