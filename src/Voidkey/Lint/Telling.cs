using Voidkey.Configuration;
using Voidkey.Presets;

namespace Voidkey.Lint;

/// <summary>VK3002 and VK3005: conditions that do not tell our callers from others.</summary>
internal static class Telling
{
    /// <returns>True where hardly anybody is kept out.</returns>
    public static bool Check(Way way, Findings findings)
    {
        var asking = way.Asking.Where(static condition => RegisteredClaims.Tell(condition.Claim)).ToArray();
        if (asking.Length == 0 && way.Conditions.All(static condition => RegisteredClaims.Contains(condition.Claim)))
        {
            findings.Add(LintCodes.Everybody, way, "every token of this issuer meets these conditions; ask for a value of a claim that tells whose it is");
            return true;
        }

        if (way.Preset is not { } preset) return false;
        if (asking.Length > 0 && asking.All(condition => preset.Claim(condition.Claim)?.Control == ClaimControl.Caller))
        {
            findings.Add(LintCodes.CallersWord, way, $"callers choose {Names(asking)} themselves; ask for {Tellers(preset)} too");
            return true;
        }

        if (!way.IsShared || asking.Any(condition => preset.Claim(condition.Claim)?.Tells == true)) return false;
        findings.Add(LintCodes.Everybody, way, $"strangers have tokens of this issuer, and nothing here tells them apart; ask for {Tellers(preset)}");
        return true;
    }

    /// <summary>The same of a client IdP that says <c>explain: caller</c>: whoever meets what it requires is told all its rules.</summary>
    /// <param name="required">The alternatives of its <c>requiredClaims</c>.</param>
    public static void Check(ClientIdpConfig idp, IdpPreset? preset, IReadOnlyList<IReadOnlyList<WayCondition>> required, Findings findings)
    {
        if (!idp.IsExplainedToCallers || preset is null || !string.Equals(preset.DefaultIssuer, idp.Issuer, StringComparison.Ordinal)) return;
        if (required.All(alternative => alternative.Any(condition => condition.Asks && preset.Claim(condition.Claim)?.Tells == true))) return;
        findings.Add(LintCodes.Everybody, idp, "explain", $"strangers have tokens of this issuer and meet 'requiredClaims', so they are told every rule; ask there for {Tellers(preset)}");
    }

    private static string Names(IEnumerable<WayCondition> conditions) => string.Join(", ", conditions.Select(static condition => $"'{condition.Claim}'").Distinct());

    private static string Tellers(IdpPreset preset) =>
        string.Join(" or ", preset.Claims.Where(static claim => claim.Tells && claim.Name != "sub").Take(2).Select(static claim => $"'{claim.Name}'").DefaultIfEmpty("'sub'"));
}
