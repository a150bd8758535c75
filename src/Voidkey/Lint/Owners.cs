using Voidkey.Configuration;
using Voidkey.Presets;

namespace Voidkey.Lint;

/// <summary>VK3003: a star where the name of the organisation, the namespace or the domain stands, or in an id. Anybody can have one that begins or ends like ours.</summary>
internal static class Owners
{
    private static readonly string[] Addresses = ["email", "upn", "preferred_username"];

    public static void Check(Way way, Findings findings)
    {
        // Where another claim is asked for by its exact value and tells whose it is, this one may be as loose as it likes.
        if (way.Asking.Any(condition => condition.ExactTexts is not null && way.Preset?.Claim(condition.Claim)?.Tells == true)) return;

        foreach (var condition in way.Conditions)
        {
            foreach (var pattern in condition.Wanted.Where(pattern => pattern.HasForm && pattern.Globs.Any(glob => IsLoose(condition.Claim, way.Preset?.Claim(condition.Claim), glob))))
                findings.Add(LintCodes.AnyOwner, way, condition, pattern.Position, "others can have a value that this matches; write the organisation's, the namespace's or the domain's name, or the id, as a whole");
        }
    }

    private static bool IsLoose(string claim, PresetClaim? known, string glob)
    {
        if (Addresses.Contains(claim)) return glob.AsSpan(glob.LastIndexOf('@') + 1).Contains('*');
        if (known?.OwnerAfter is { } before) return HasStar(glob, before);
        return known is { Tells: true, Control: ClaimControl.Platform } && (known.Name != "sub" || known.Type == ClaimType.Digits) && glob.Contains('*', StringComparison.Ordinal);
    }

    private static bool HasStar(string glob, string before)
    {
        if (!glob.StartsWith(before, StringComparison.Ordinal)) return glob.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star && star <= before.Length;

        var end = glob.AsSpan(before.Length).IndexOfAny('/', ':', '@');
        return glob.AsSpan(before.Length, end < 0 ? glob.Length - before.Length : end).Contains('*');
    }
}
