using Voidkey.Configuration;
using Voidkey.Policy;
using Voidkey.Presets;

namespace Voidkey.Lint;

/// <summary>VK3001: a pattern that reaches beyond the part of the text it is meant for.</summary>
internal static class Boundaries
{
    public static void Check(Way way, Findings findings)
    {
        foreach (var condition in way.Conditions)
        {
            foreach (var pattern in condition.Wanted.Where(static pattern => pattern.HasForm))
            {
                if (pattern.Pattern.Kind == PatternKind.Regex && PatternText.HasBareDot(pattern.Pattern.Written))
                    findings.Add(LintCodes.Boundary, way, condition, pattern.Position, "an unescaped '.' is any character; write '\\.' for a dot");
                else if (pattern.Globs.Any(glob => Crosses(glob, way.Preset?.Claim(condition.Claim))))
                    findings.Add(LintCodes.Boundary, way, condition, pattern.Position, $"{Run(pattern)} runs over '/' and ':' into the parts that follow; {Instead(pattern)}, or write the parts out");
            }
        }
    }

    private static bool Crosses(string glob, PresetClaim? known)
    {
        for (var at = glob.IndexOf("**", StringComparison.Ordinal); at >= 0; at = glob.IndexOf("**", at, StringComparison.Ordinal))
        {
            // In the last part a slash is no boundary: a branch may be called release/1/2.
            if (known?.LastPartAfter.Any(start => glob.IndexOf(start, 0, at, StringComparison.Ordinal) >= 0) == true) return false;

            while (at < glob.Length && glob[at] == '*') at++;
            if (known?.PathEndsAt is { } end && string.CompareOrdinal(glob, at, end, 0, end.Length) == 0) continue;
            return at < glob.Length || known?.LastPartAfter.Count > 0;
        }

        return false;
    }

    private static string Run(PlacedPattern pattern) => pattern.Pattern.Kind == PatternKind.Glob ? "'**'" : "'.*'";

    private static string Instead(PlacedPattern pattern) => pattern.Pattern.Kind == PatternKind.Glob ? "use '*'" : "use '[^/:]*'";
}
