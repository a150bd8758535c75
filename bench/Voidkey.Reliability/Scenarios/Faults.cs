using System.Collections.Concurrent;
using Voidkey.Reliability.Measuring;

namespace Voidkey.Reliability.Scenarios;

/// <summary>Every upstream fails in every way, cold and warm: each cell has a broker and upstreams of its own, and eight cells run at a time.</summary>
/// <remarks>Those that must wait half a minute until keys are asked for again begin together, beside the others. A short run takes every way once, each of another upstream.</remarks>
internal static class Faults
{
    private const int AtOnce = 8;
    private const int ShortSeconds = 60;
    private const double MostMebibytes = 200;
    private const double MostSeconds = 10;
    private const double MostToHeal = 3;

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        await world.BeginAsync(ct);
        var cells = performance.Seconds < ShortSeconds ? Spread() : [.. FaultCell.All];
        var outcomes = new ConcurrentQueue<FaultOutcome>();
        var waiting = Task.WhenAll(cells.Where(static cell => cell.IsLong).Select(RunAsync));
        await Parallel.ForEachAsync(cells.Where(static cell => !cell.IsLong), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (cell, _) => await RunAsync(cell));
        await waiting;

        foreach (var odd in outcomes.Where(static one => one.Wrong.Length > 0 || !one.IsMet || one.Healed is null)) Console.WriteLine($"  {odd.Cell}:{odd.Wrong}{(odd.IsMet ? "" : " nobody came")}{(odd.Healed is null ? " did not heal" : "")}");
        Judge(figures, [.. outcomes]);

        async Task RunAsync(FaultCell cell) => outcomes.Enqueue(await cell.RunAsync(world, performance.Time, ct));
    }

    private static void Judge(Figures figures, FaultOutcome[] outcomes)
    {
        var answers = outcomes.SelectMany(static one => one.Answers).ToArray();
        var statuses = string.Join(", ", answers.CountBy(static answer => answer.Status).OrderBy(static one => one.Key).Select(static one => $"{one.Key}: {one.Value}"));
        figures.Tell("cells; answers in them", $"{outcomes.Length}; {statuses}");
        figures.Exactly("cells with an answer that is neither 502, 503, 504 nor served from what is held", outcomes.Count(static one => one.Answers.Any() && one.Wrong.Length > 0), 0);
        figures.Exactly("mints without an answer within 15 s", answers.Count(static answer => answer.Status == 0), 0);
        figures.Time("the slowest answer", answers.Max(static answer => answer.Took.TotalSeconds), MostSeconds, "s");
        figures.Exactly("answers, logs and records with something of an upstream's text, or a secret", outcomes.Sum(static one => one.Leaks), 0);
        figures.Exactly("cells in which the broker did not come to whoever failed", outcomes.Count(static one => !one.IsMet), 0);
        figures.Exactly("cells without a good mint within 30 s of the fault's end, or without a server", outcomes.Count(static one => one.Healed is null || !one.IsServerRunning), 0);
        figures.Time("from the end of a fault to a good mint, the slowest", outcomes.Max(static one => one.Healed ?? TimeSpan.MaxValue).TotalSeconds, MostToHeal, "s");
        figures.AtMost("memory of a server, the most of all cells (VmHWM)", outcomes.Max(static one => one.PeakMebibytes), MostMebibytes, "MiB");
    }

    // Each way once: the n-th of the n-th upstream, cold and warm by turns.
    private static FaultCell[] Spread()
    {
        var all = FaultCell.All.Where(static cell => !cell.IsLong).GroupBy(static cell => (cell.Target.Name, cell.IsWarm)).Select(static group => group.ToArray()).ToArray();
        return [.. Enumerable.Range(0, all[0].Length).Select(n => all[n % all.Length][n])];
    }
}
