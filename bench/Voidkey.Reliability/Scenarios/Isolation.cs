using Voidkey.Reliability.Measuring;
using Voidkey.Reliability.Stage;

namespace Voidkey.Reliability.Scenarios;

/// <summary>One cloud keeps five hundred mints waiting; mints of another go on. Quiet turns and stuck ones alternate, so that other work on the machine falls on both.</summary>
/// <remarks>The limit on mints under way at one provider is out of the way: it would refuse half of them at once, and isolation would be easy.</remarks>
internal static class Isolation
{
    private const int Stuck = 500;
    private const int PerSecond = 200;
    private const double MostRatio = 2;

    // Shorter than the 9 s of a request: nobody of the stuck ones gives up within a turn.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GatherLimit = TimeSpan.FromSeconds(3);

    public static WorldPlan Plan { get; } = new(Clouds: [Clouds.Aws, Clouds.Minio]);

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        var hanging = world.AllClouds[1].Sites[0];
        await world.BeginAsync(ct);
        await world.WarmUpAsync(PerSecond, ct);

        var (quiet, beside, released, fewest) = (new List<Measured>(), new List<Measured>(), new List<int>(), int.MaxValue);
        for (var turn = 0; turn < Math.Max(1, performance.Seconds / (int)(2 * Turn.TotalSeconds)); turn++)
        {
            quiet.Add(await world.Load.RunAsync(PerSecond, Turn, world.Mint, ct));
            hanging.Hold();
            var visits = hanging.Visits;
            Task<int>[] stuck = [.. Enumerable.Range(0, Stuck).Select(n => world.Load.StatusAsync(world.Mint(world.Callers[0].Token(n), World.KeyOf(1))))];
            await world.UntilAsync(() => Task.FromResult(hanging.Visits - visits >= Stuck), GatherLimit, ct);
            beside.Add(await world.Load.RunAsync(PerSecond, Turn, world.Mint, ct));
            fewest = Math.Min(fewest, stuck.Count(static one => !one.IsCompleted));
            hanging.Release();
            released.AddRange(await Task.WhenAll(stuck));
        }

        figures.Tell("mints of the cloud that is well, in every turn", $"{PerSecond} a second for {Turn.TotalSeconds:0} s, {quiet.Count} quiet turns and {beside.Count} stuck ones");
        figures.Exactly("mints that waited at the hanging cloud to the end of a turn, the fewest", fewest, Stuck);
        figures.None("mints in quiet turns that failed", Measured.Of(quiet), 200);
        figures.None("mints beside the stuck ones that failed", Measured.Of(beside), 200);
        figures.Exactly("stuck mints that were not served once the cloud went on", released.Count(static status => status != 200), 0);
        figures.Tell("p99 of a turn, quiet and beside the stuck ones (medians)", $"{Measured.MedianP99(quiet):0.0} and {Measured.MedianP99(beside):0.0} ms");
        figures.Time("p99 beside the stuck ones, as a multiple of the quiet one", Measured.MedianP99(beside) / Measured.MedianP99(quiet), MostRatio, "×");
    }
}
