using Voidkey.Configuration;
using Voidkey.Policy;
using Voidkey.Presets;

namespace Voidkey.Lint;

/// <summary>VK3011: a subject that the provider does not write, or that one run only has.</summary>
internal static class SubjectShape
{
    public static void Check(Way way, Findings findings)
    {
        if (way.Preset is not { } preset || preset.Claim("sub") is not { } known) return;

        foreach (var condition in way.Conditions.Where(static condition => condition.Claim == "sub"))
        {
            foreach (var pattern in condition.Wanted.Where(static pattern => pattern.Pattern.Kind is PatternKind.Text or PatternKind.Glob))
            {
                var written = pattern.Pattern.Written;
                if (!HasShape(known, written)) findings.Add(LintCodes.SubjectShape, way, condition, pattern.Position, Shape(preset, known));
                else if (preset.SubjectTrap is { } trap && pattern.Pattern.Kind == PatternKind.Text) findings.Add(LintCodes.SubjectShape, way, condition, pattern.Position, trap);
            }
        }
    }

    private static bool HasShape(PresetClaim known, string written) =>
        known.Type == ClaimType.Digits ? written.All(static c => char.IsAsciiDigit(c) || c == '*') : known.Forms.Count == 0 || known.Forms.Any(form => GlobOverlap.Exists(form, written));

    private static string Shape(IdpPreset preset, PresetClaim known) => known.Type == ClaimType.Digits
        ? $"subjects of '{preset.Name}' are numbers, not addresses; match 'email' if that is meant"
        : $"'{preset.Name}' writes {known.Forms[0]} unless somebody has customised its subjects; compare it with a token, or match other claims";
}
