using System.Text.Json;

namespace Voidkey.Policy;

/// <summary>What must hold of every token of an issuer: one of these rules.</summary>
internal sealed class ClaimRequirement(IReadOnlyList<ClaimRule> rules)
{
    /// <returns>The names of the claims for which no rule holds; null where one does. A requirement without rules holds for nobody.</returns>
    public string? Fault(JsonElement claims)
    {
        foreach (var rule in rules)
        {
            if (rule.Holds(claims)) return null;
        }

        return string.Join(", ", rules.SelectMany(static rule => rule.Conditions).Where(condition => !condition.Holds(claims)).Select(static condition => condition.Path.Text).Distinct(StringComparer.Ordinal));
    }
}
