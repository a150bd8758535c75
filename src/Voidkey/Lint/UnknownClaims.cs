using Voidkey.Configuration;

namespace Voidkey.Lint;

/// <summary>VK3006: a claim that no token of this provider has, so most likely a typing error.</summary>
internal static class UnknownClaims
{
    public static void Check(Way way, Findings findings)
    {
        if (way.Preset is not { ClaimsAreAll: true } preset) return;

        foreach (var condition in way.Conditions)
        {
            var claim = condition.Claim;
            if (RegisteredClaims.Contains(claim) || preset.Claim(claim) is not null) continue;
            if (claim[0] == '/' && preset.Claim(claim.Split('/')[1]) is not null) continue;
            if (preset.OpenPrefix is { } prefix && claim.StartsWith(prefix, StringComparison.Ordinal)) continue;
            findings.Add(
                LintCodes.UnknownClaim, way, condition, condition.NamePosition,
                $"tokens of '{preset.Name}' have no such claim{DidYouMean.Suggest(claim, preset.Claims.Select(static known => known.Name))}");
        }
    }
}
