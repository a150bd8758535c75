namespace Voidkey.Reliability.Scenarios;

/// <summary>The server is told to stop while twenty callers wait for a slow cloud and others come all the time: whoever was let in is answered.</summary>
internal static class Drain
{
    private const int Slow = 20;
    private const int PerSecond = 50;
    private const double MostSeconds = 30;
    private static readonly TimeSpan CloudTakes = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        var answer = world.Cloud.Answer;
        var isSlow = false;
        world.Cloud.Answer = async (request, end) =>
        {
            if (Volatile.Read(ref isSlow)) await Task.Delay(CloudTakes, performance.Time, end);
            return await answer(request, end);
        };
        await world.OpenAsync(ct);
        var (lost, codes, slowest, repeats) = (0, 0, TimeSpan.Zero, Math.Max(1, performance.Seconds / 6));
        for (var i = 0; i < repeats; i++)
        {
            await using var server = await world.StartReplicaAsync(ct);
            if (await world.Load.StatusAsync(world.Mint(0, server.Port)) != 200) throw new StageException("nothing is minted");
            Volatile.Write(ref isSlow, true);
            var visits = world.Cloud.Visits;
            Task<int>[] waiting = [.. Enumerable.Range(0, Slow).Select(n => world.Load.StatusAsync(world.Mint(n, server.Port)))];
            if (await world.UntilAsync(() => Task.FromResult(world.Cloud.Visits >= visits + Slow), TimeSpan.FromSeconds(10), ct) is null) throw new StageException("the callers do not wait for the cloud");

            var told = performance.Time.GetTimestamp();
            var coming = world.Load.RunAsync(PerSecond, TimeSpan.FromSeconds(1), n => world.Mint(n, server.Port), ct);
            codes += await server.StopAsync(ct) == 0 ? 0 : 1;
            var took = performance.Time.GetElapsedTime(told);
            slowest = took > slowest ? took : slowest;
            lost += (await Task.WhenAll(waiting)).Count(static status => status != 200);
            await coming;
            Volatile.Write(ref isSlow, false);
        }

        figures.Exactly($"of {repeats * Slow} under way at a SIGTERM, those that were not answered with 200", lost, 0);
        figures.Exactly($"of {repeats} exits, those with another code than 0", codes, 0);
        figures.Time("until it had ended, the slowest", slowest.TotalSeconds, MostSeconds, "s");

        // What holds in every scenario is looked at in a server that runs.
        await world.StartAsync(ct);
    }
}
