using Voidkey.Configuration;
using Voidkey.Presets;

namespace Voidkey.Lint;

/// <summary>VK3010: a name that can be given up, and taken by somebody else, where the token has an id as well.</summary>
internal static class MutableNames
{
    public static void Check(Way way, Findings findings)
    {
        if (way.Preset is not { } preset) return;

        foreach (var condition in way.Asking)
        {
            if (preset.Claim(condition.Claim) is not { Id: { } id, Control: var control } || way.AsksFor(id)) continue;

            // Within an organisation that is told by its id names are that organisation's business; a form has no id.
            if (control == ClaimControl.Organisation && way.Asking.Any(other => preset.Claim(other.Claim) is { Tells: true, Control: ClaimControl.Platform })) continue;
            if (condition.Patterns.All(static pattern => pattern.HasForm)) continue;
            findings.Add(LintCodes.MutableName, way, condition, condition.NamePosition, $"this name can pass to somebody else; '{id}' cannot, so ask for that, beside it or instead");
        }
    }
}
