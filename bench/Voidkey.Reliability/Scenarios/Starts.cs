namespace Voidkey.Reliability.Scenarios;

/// <summary>The server is killed and started again, over and over: how long until it serves, and until it mints.</summary>
internal static class Starts
{
    private const int Times = 20;
    private const double MostToServe = 1.5;
    private const double MostToMint = 0.3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures, time) = (performance.World, performance.Figures, performance.Time);
        await world.OpenAsync(ct);
        var (served, minted, failed) = (TimeSpan.Zero, TimeSpan.Zero, 0);
        for (var i = 0; i < Times; i++)
        {
            if (i > 0) await world.KillAsync();
            var started = time.GetTimestamp();
            await world.StartAsync(ct);
            served = Longer(served, time.GetElapsedTime(started));
            if (await world.UntilAsync(async () => await world.Load.StatusAsync(world.Mint(0)) == 200, Limit, ct) is null) failed++;
            minted = Longer(minted, time.GetElapsedTime(started));
        }

        figures.Exactly($"of {Times} starts, each after a SIGKILL, without a mint", failed, 0);
        figures.Time("until it serves, the slowest", served.TotalSeconds, MostToServe, "s");
        figures.Time("until the first mint, the slowest", minted.TotalSeconds, MostToMint, "s");
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
