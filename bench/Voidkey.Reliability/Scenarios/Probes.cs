namespace Voidkey.Reliability.Scenarios;

/// <summary>Somebody asks how the server is, while it has as much to do as it can: it answers at once, and asks nobody.</summary>
internal static class Probes
{
    private const int MintsPerSecond = 800;
    private const int ProbesPerSecond = 50;
    private const double MostMilliseconds = 20;

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        await world.BeginAsync(ct);
        await world.WarmUpAsync(200, ct);

        var mints = world.Load.RunAsync(MintsPerSecond, performance.Length, world.Mint, ct);
        var health = world.Load.RunAsync(ProbesPerSecond, performance.Length, _ => world.Get("/health"), ct);
        var ready = await world.Load.RunAsync(ProbesPerSecond, performance.Length, _ => world.Get("/health/ready"), ct);
        figures.None($"mints that failed, of {MintsPerSecond} a second", await mints, 200);
        figures.None("/health that was not answered with 200", await health, 200);
        figures.None("/health/ready that was not answered with 200", ready, 200);
        figures.Time("p99 of /health beside them", (await health).P99, MostMilliseconds, "ms");

        var visits = world.Visits;
        await world.Load.RunAsync(ProbesPerSecond, TimeSpan.FromSeconds(2), _ => world.Get("/health"), ct);
        figures.Exactly("requests to anybody that probes caused", world.Visits - visits, 0);
    }
}
