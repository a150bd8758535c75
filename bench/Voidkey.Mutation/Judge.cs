using System.Diagnostics;

namespace Voidkey.Mutation;

/// <summary>Runs tests against mutants, in this process, until all have their verdict or the process is no longer as it was.</summary>
internal sealed class Judge(TestBed bed, MutantSwitch mutants, Coverage coverage, Verdicts verdicts)
{
    /// <summary>A test that takes this much longer than it did has met a mutant that does not end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(string File, string Test), int> _lastKill = [];
    private int _judged;

    /// <summary>Judges mutants, each by the tests that come past it: those that noticed one of its file lately first, then those that are called after its folder, then the quick ones; the last time the slow ones, which are those that see most.</summary>
    /// <param name="budget">For how long one is looked at. Of one that nobody has noticed by then it is not known whether somebody would.</param>
    /// <returns>False where this process has to be left: a mutant has left something behind that a test without mutants stumbles over.</returns>
    public async Task<bool> JudgeAsync(IEnumerable<Mutant> chosen, TimeSpan budget, bool isLastTime)
    {
        foreach (var (id, folder, file) in chosen.Select(static mutant => (mutant.Id, mutant.Folder, mutant.File)))
        {
            _judged++;
            verdicts.Begin(id);
            var (killer, isThrough) = await KillerAsync(id, coverage.Of(id).OrderByDescending(test => _lastKill.GetValueOrDefault((file, test.Name))).ThenBy(test => !test.Name.Contains(folder, StringComparison.Ordinal)).ThenBy(test => isLastTime ? -test.Milliseconds : test.Milliseconds), budget);
            mutants.Active = MutantSwitch.None;
            if (killer is null)
            {
                verdicts.Add(id, !isThrough && !isLastTime ? Verdicts.Open : coverage.Mutants.ContainsKey(id) ? Verdicts.Survived : Verdicts.NotCovered, "");
                continue;
            }

            _lastKill[(file, killer.Name)] = _judged;
            var (clean, chance) = await LookAgainAsync(id, killer);
            if (clean || _judged == 1)
            {
                verdicts.Add(id, chance && !isLastTime ? Verdicts.Open : chance ? Verdicts.Survived : Verdicts.Noticed, killer.Name);
            }

            if (!clean)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Judges the one mutant that has been active since the process began, by its own tests and then all others.</summary>
    public async Task JudgeFromTheStartAsync(int id, string folder, TimeSpan budget)
    {
        verdicts.Begin(id);
        var own = coverage.Of(id).ToList();
        var lost = coverage.Tests.FirstOrDefault(test => !bed.Tests.ContainsKey(test.Name));
        var killer = lost ?? (await KillerAsync(id, own.Concat(coverage.Tests.Except(own).OrderBy(test => !test.Name.Contains(folder, StringComparison.Ordinal)).ThenBy(static test => test.Milliseconds)), budget)).Killer;
        verdicts.Add(id, killer is null ? Verdicts.Survived : Verdicts.Noticed, killer?.Name ?? "");
    }

    // Without the mutant the test passes, and with it it fails again: a test that failed by chance has noticed nothing.
    private async Task<(bool IsClean, bool IsChance)> LookAgainAsync(int id, Coverage.Test killer)
    {
        var isClean = (await WatchedAsync(id, killer)).Passed;
        mutants.Active = id;
        var isChance = isClean && (await WatchedAsync(id, killer)).Passed;
        mutants.Active = MutantSwitch.None;
        return (isClean, isChance);
    }

    private async Task<(Coverage.Test? Killer, bool IsThrough)> KillerAsync(int id, IEnumerable<Coverage.Test> tests, TimeSpan budget)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var test in tests)
        {
            if (Stopwatch.GetElapsedTime(started) > budget)
            {
                return (null, false);
            }

            mutants.Active = id;
            if (!(await WatchedAsync(id, test)).Passed)
            {
                return (test, true);
            }
        }

        return (null, true);
    }

    private async Task<(bool Passed, TimeSpan Took)> WatchedAsync(int id, Coverage.Test test)
    {
        await using var watch = new Timer(_ => verdicts.AddAndDie(id, Verdicts.Endless, test.Name), null, TimeSpan.FromMilliseconds(10 * test.Milliseconds) + Patience, Timeout.InfiniteTimeSpan);
        return await bed.RunAsync(test.Name);
    }
}
