using Voidkey.Configuration;
using Voidkey.Policy;
using Voidkey.Presets;

namespace Voidkey.Lint;

/// <summary>VK3004: runs for pull requests, whose code nobody has looked at yet, get the keys.</summary>
internal static class PullRequests
{
    /// <returns>True where such a run gets in.</returns>
    public static bool Check(Way way, Findings findings)
    {
        var isOpen = false;
        foreach (var run in way.Preset?.PullRequests ?? [])
        {
            if (run.OnlyWhereNamed is { } claim && !way.AsksFor(claim)) continue;
            if (run.Gates.Any(way.AsksFor) || !run.Claims.All(expected => Admits(way, expected))) continue;

            isOpen = true;
            var telling = way.Asking.FirstOrDefault(condition => run.Claims.Any(expected => expected.Claim == condition.Claim));
            var message = $"runs for '{run.Name}' get these keys, with code that nobody has looked at; {run.Mend}";
            if (telling is null) findings.Add(LintCodes.PullRequest, way, message);
            else findings.Add(LintCodes.PullRequest, way, telling, Culprit(telling, run), message);
        }

        return isOpen;
    }

    private static bool Admits(Way way, (string Claim, string Form) run) =>
        way.Conditions.Where(condition => condition.Claim == run.Claim).All(condition => condition.Test switch
        {
            ClaimTest.AnyOf => condition.Patterns.Any(pattern => Overlaps(pattern, run.Form)),
            ClaimTest.NoneOf => !condition.Patterns.Any(pattern => Overlaps(pattern, run.Form)),
            ClaimTest.Exists exists => exists.Wanted,
            _ => false,
        });

    private static bool Overlaps(PlacedPattern pattern, string form) => pattern.Globs.Any(glob => GlobOverlap.Exists(glob, form));

    private static ConfigPosition Culprit(WayCondition condition, PullRequestRun run) =>
        condition.Patterns.FirstOrDefault(pattern => run.Claims.Any(expected => expected.Claim == condition.Claim && Overlaps(pattern, expected.Form)))?.Position ?? condition.Position;
}
