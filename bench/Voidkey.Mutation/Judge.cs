using System.Diagnostics;

namespace Voidkey.Mutation;

/// <summary>Runs tests against mutants, in this process, until all have their verdict or the process is no longer as it was.</summary>
internal sealed class Judge(TestBed bed, MutantSwitch mutants, Coverage coverage, Verdicts verdicts)
{
    /// <summary>A test that takes this much longer than it did has met a mutant that does not end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(string File, string Test), int> _lastKill = [];
    private int _judged;

    /// <summary>Judges mutants, each by the tests that come past it.</summary>
    /// <param name="budget">For how long one is looked at. Of one that nobody has noticed by then it is not known whether somebody would.</param>
    /// <returns>False where this process has to be left: a mutant has left something behind that a test without mutants stumbles over.</returns>
    public async Task<bool> JudgeAsync(IEnumerable<Mutant> chosen, TimeSpan budget, bool isLastTime)
    {
        foreach (var mutant in chosen)
        {
            var id = mutant.Id;
            _judged++;
            verdicts.Begin(id);
            var (killer, isThrough) = await KillerAsync(id, InOrder(mutant, isLastTime), budget);
            mutants.Active = MutantSwitch.None;
            if (killer is null)
            {
                verdicts.Add(id, !isThrough && !isLastTime ? Verdicts.Open : coverage.Mutants.ContainsKey(id) ? Verdicts.Survived : Verdicts.NotCovered, "");
                continue;
            }

            _lastKill[(mutant.File, killer.Name)] = _judged;
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
    public async Task JudgeFromTheStartAsync(Mutant mutant, TimeSpan budget)
    {
        var own = coverage.Of(mutant.Id).ToList();
        var lost = coverage.Tests.FirstOrDefault(test => !bed.Tests.ContainsKey(test.Name));
        var killer = lost ?? (await KillerAsync(mutant.Id, own.Concat(coverage.Tests.Except(own).OrderBy(test => !IsCalledAfter(mutant, test)).ThenBy(static test => test.Milliseconds)), budget)).Killer;
        verdicts.Add(mutant.Id, killer is null ? Verdicts.Survived : Verdicts.Noticed, killer?.Name ?? "");
    }

    // Those that noticed one of its file lately first, then those that are called after its folder, then the quick ones; the last time the slow ones, which are those that see most.
    private IEnumerable<Coverage.Test> InOrder(Mutant mutant, bool isLastTime) => coverage.Of(mutant.Id)
        .OrderByDescending(test => _lastKill.GetValueOrDefault((mutant.File, test.Name)))
        .ThenBy(test => !IsCalledAfter(mutant, test))
        .ThenBy(test => isLastTime ? -test.Milliseconds : test.Milliseconds);

    private static bool IsCalledAfter(Mutant mutant, Coverage.Test test) => test.Name.Contains(mutant.Folder, StringComparison.Ordinal);

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
