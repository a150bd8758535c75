using System.Text.Json;
using Voidkey.Configuration;
using Voidkey.Policy;
using Voidkey.Presets;

namespace Voidkey.Lint;

/// <summary>VK3007: a condition that can never hold, alone or beside another.</summary>
internal static class Impossible
{
    public static void Check(Way way, Findings findings)
    {
        foreach (var condition in way.Conditions)
        {
            if (condition.Claim == "iss") CheckIssuer(way, condition, findings);
            if (condition is { Claim: "iss" or "sub" or "aud" or "exp" or "iat", Test: ClaimTest.Exists { Wanted: false } })
                findings.Add(LintCodes.Never, way, condition, condition.Position, "no token without this claim is accepted, so this never holds; remove it");
            if (way.Preset?.Claim(condition.Claim) is { } known) CheckValues(way, condition, known, findings);
            else if (condition.Claim == "sub") CheckType(way, condition, ClaimType.Text, findings);
        }

        foreach (var group in way.Conditions.GroupBy(static condition => condition.Claim, StringComparer.Ordinal).Where(static group => group.Skip(1).Any()))
            CheckTogether(way, [.. group], findings);
    }

    public static void CheckEnd(ClientIdentityConfig identity, DateTimeOffset now, Findings findings)
    {
        if (!(identity.Constraints.ValidUntil <= now) || identity.Section.Section("constraints") is not { } section) return;
        findings.Add(LintCodes.Never, identity, section.PositionOf("validUntil"), section.PathOf("validUntil"), "this has passed, so nobody gets these keys any more; move it, or remove the identity");
    }

    private static void CheckIssuer(Way way, WayCondition condition, Findings findings)
    {
        if (condition.Test is ClaimTest.AnyOf any && !any.Holds(Element(way.Issuer)))
            findings.Add(LintCodes.Never, way, condition, condition.Position, "tokens of this client IdP have its 'issuer' as 'iss', so this never holds; remove it");
    }

    private static void CheckValues(Way way, WayCondition condition, PresetClaim known, Findings findings)
    {
        if (CheckType(way, condition, known.Type, findings) || known.Name == "sub") return;

        // A regular expression is known by its likeness only, and that is no ground to call it impossible.
        foreach (var pattern in condition.Wanted.Where(static pattern => pattern.Pattern.Kind is PatternKind.Text or PatternKind.Glob))
        {
            var written = pattern.Pattern.Written;
            if (known.NeverBegins is { } start && written.StartsWith(start, StringComparison.Ordinal))
                findings.Add(LintCodes.Never, way, condition, pattern.Position, $"'{known.Name}' is the short name, without '{start}', so this never holds");
            else if (known.Forms.Count > 0 && !known.Forms.Any(form => GlobOverlap.Exists(form, written)))
                findings.Add(LintCodes.Never, way, condition, pattern.Position, $"'{known.Name}' is {string.Join(" or ", known.Forms)}, so this never holds{Suggest(known, pattern)}");
        }
    }

    // What came out of a substitution is not repeated: it may be a secret in the wrong place.
    private static string Suggest(PresetClaim known, PlacedPattern pattern) => known.Forms[0].StartsWith("refs/", StringComparison.Ordinal)
        ? $"; did you mean 'refs/heads/{(pattern.IsAsWritten ? pattern.Pattern.Written : "${…}")}'?"
        : DidYouMean.Suggest(pattern.Pattern.Written, known.Forms);

    /// <returns>True where something was found.</returns>
    private static bool CheckType(Way way, WayCondition condition, ClaimType type, Findings findings)
    {
        if (condition.Test is ClaimTest.Exists || type == ClaimType.Any) return false;
        var misfit = (type, condition.Test is ClaimTest.Contains) switch
        {
            (ClaimType.Object, _) => "this claim is an object, so this never holds; write a pointer to what is in it",
            (ClaimType.List, false) => "this claim is a list, so this never holds; say contains, containsAny or containsAll",
            (not ClaimType.List, true) => "this claim is no list, so this never holds; write the value, or a list of values",
            _ => null,
        };
        if (misfit is not null)
        {
            findings.Add(LintCodes.Never, way, condition, condition.Position, misfit);
            return true;
        }

        var isAny = false;
        foreach (var pattern in condition.Test is ClaimTest.Contains ? [] : condition.Patterns)
        {
            var why = (type, pattern.Pattern.Kind) switch
            {
                (ClaimType.Text or ClaimType.Digits, PatternKind.Number or PatternKind.Flag) => "this claim is a text, so this never holds; put the value in quotes",
                (ClaimType.Number, not PatternKind.Number) => "this claim is a number, so this never holds; write it without quotes",
                (ClaimType.Flag, not PatternKind.Flag) => "this claim is true or false, so this never holds; write it without quotes",
                (ClaimType.Digits, PatternKind.Text) when !pattern.Pattern.Written.All(char.IsAsciiDigit) && condition.Claim != "sub" => "this claim is an id of digits, so this never holds; write the id, not the name",
                _ => null,
            };
            if (why is null) continue;
            findings.Add(LintCodes.Never, way, condition, pattern.Position, why);
            isAny = true;
        }

        return isAny;
    }

    private static void CheckTogether(Way way, WayCondition[] conditions, Findings findings)
    {
        const string Message = "beside the other conditions on this claim this never holds; remove one of them";
        if (conditions.FirstOrDefault(static condition => condition.Test is ClaimTest.Exists { Wanted: false }) is { } absent)
            findings.Add(LintCodes.Never, way, absent, absent.Position, Message);
        else if (conditions.FirstOrDefault(static condition => condition.ExactTexts is not null) is { } exact
            && !exact.ExactTexts!.Any(text => Array.TrueForAll(conditions, other => other == exact || other.Test.Holds(Element(text)))))
            findings.Add(LintCodes.Never, way, conditions[^1], conditions[^1].Position, Message);
    }

    private static JsonElement Element(string text)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) writer.WriteStringValue(text);
        using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        return document.RootElement.Clone();
    }
}
