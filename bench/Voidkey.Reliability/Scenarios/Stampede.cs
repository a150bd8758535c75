namespace Voidkey.Reliability.Scenarios;

/// <summary>The server is started anew, and a thousand callers come before it has keys or a token: the providers answer only when all are there.</summary>
internal static class Stampede
{
    private const int Callers = 1000;
    private static readonly TimeSpan Gathering = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        var (rounds, failed, slowest) = (Math.Clamp(performance.Seconds / 10, 1, 10), 0, 0.0);
        await world.OpenAsync(ct);
        _ = world.Mint(0);
        for (var round = 0; round < rounds; round++)
        {
            world.Callers[0].Site.Hold();
            world.Brokers.Site.Hold();
            await world.StartAsync(ct);
            var burst = world.Load.BurstAsync(Callers, world.Mint, ct);
            await Task.Delay(Gathering, performance.Time, ct);
            world.Callers[0].Site.Release();
            world.Brokers.Site.Release();
            var mints = await burst;
            failed += mints.Not(200);
            slowest = Math.Max(slowest, mints.Slowest);
        }

        figures.Tell("first mints at once, after so many starts", $"{Callers}, {rounds}");
        figures.Exactly("mints that failed", failed, 0);
        figures.Exactly("JWKS fetches", world.Callers[0].JwksRequests, rounds);
        figures.Exactly("token requests", world.Brokers.Idp.TokenRequests, rounds);
        figures.Tell("slowest mint, of which the providers kept it waiting 1 s", $"{slowest:0} ms");
    }
}
