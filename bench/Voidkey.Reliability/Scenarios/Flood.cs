using Voidkey.Reliability.Measuring;
using Voidkey.Reliability.Stage;

namespace Voidkey.Reliability.Scenarios;

/// <summary>Good traffic without and with a flood of tokens whose <c>kid</c> nobody knows. The two take turns, so that other work on the machine falls on both.</summary>
internal static class Flood
{
    private const int PerSecond = 200;
    private const int FloodPerSecond = 1000;
    private const double MostRatio = 2;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);

    // A little less than the 30 s that the broker waits: it counts from the beginning of a fetch, we from its arrival.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(29.5);

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        await world.BeginAsync(ct);
        var strangers = new Strangers(world.Callers[0], world.Lure);
        await world.WarmUpAsync(PerSecond, ct);
        await FloodAsync(world, strangers, 0, ct);

        var (quiet, good, floods, turns) = (new List<Measured>(), new List<Measured>(), new List<Measured>(), Math.Max(1, performance.Seconds / (int)Turn.TotalSeconds));
        for (var turn = 1; turn <= turns; turn++)
        {
            quiet.Add(await world.Load.RunAsync(PerSecond, Turn, world.Mint, ct));
            var flood = FloodAsync(world, strangers, turn, ct);
            good.Add(await world.Load.RunAsync(PerSecond, Turn, world.Mint, ct));
            floods.Add(await flood);
        }

        var (allQuiet, allGood, allFlood) = (Measured.Of(quiet), Measured.Of(good), Measured.Of(floods));
        figures.Tell("mints; unknown keys beside them", $"{PerSecond} a second; {FloodPerSecond} a second for {turns * Turn.TotalSeconds:0} s");
        figures.None("mints in the quiet turns that failed", allQuiet, 200);
        figures.None("mints in the flood that failed", allGood, 200);
        figures.None("unknown keys that were not refused", allFlood, 401);
        figures.AtMost("JWKS fetches within 30 s, at most", MostWithin(world.Callers[0].Site.Asked("/jwks"), performance.Time), 1, "");
        figures.Tell("p99 of a turn, quiet and in the flood (medians)", $"{Measured.MedianP99(quiet):0.0} and {Measured.MedianP99(good):0.0} ms");
        figures.Time("p99 in the flood, as a multiple of the quiet one", Measured.MedianP99(good) / Measured.MedianP99(quiet), MostRatio, "×");
        figures.Tell("p99 of all turns, quiet and in the flood", $"{allQuiet.P99:0.0} and {allGood.P99:0.0} ms");
    }

    private static Task<Measured> FloodAsync(World world, Strangers strangers, int turn, CancellationToken ct) =>
        world.Load.RunAsync(FloodPerSecond, turn == 0 ? TimeSpan.FromSeconds(1) : Turn, n => world.Mint(strangers.Unknown((turn * 1_000_000) + n)), ct);

    private static int MostWithin(IReadOnlyList<long> asked, TimeProvider time) =>
        asked.Count == 0 ? 0 : asked.Max(first => asked.Count(other => other >= first && time.GetElapsedTime(first, other) < Window));
}
