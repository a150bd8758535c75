namespace Voidkey.Reliability.Scenarios;

/// <summary>The server starts while nothing that it needs is there; then one after another comes up.</summary>
internal static class DarkStart
{
    private static readonly TimeSpan HealLimit = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        var alive = await world.StartAsync(ct);
        figures.Tell("health answers after", $"{alive.TotalMilliseconds:0} ms");
        await ExpectAsync("nothing is there: 503, caller_keys", "caller_keys");

        // Long enough that whatever waits between tries has begun to.
        await StaysAsync(performance, ct);
        await world.Callers[0].Site.OpenAsync(ct);
        await HealsAsync("the callers' provider is there: then 503, broker_identity", "broker_identity");
        await StaysAsync(performance, ct);
        await world.Brokers.Site.OpenAsync(ct);
        await HealsAsync("the broker's provider is there: then 503, cloud_unreachable", "cloud_unreachable");
        await StaysAsync(performance, ct);
        await world.Cloud.OpenAsync(ct);
        await HealsAsync("the cloud is there: then it mints", null);

        async Task ExpectAsync(string what, string? reason) =>
            figures.Exactly(what, await world.AskAsync(ct) == (reason is null ? 200 : 503, reason) ? 1 : 0, 1);

        async Task HealsAsync(string what, string? reason)
        {
            var healed = await world.UntilAsync(async () => await world.AskAsync(ct) == (reason is null ? 200 : 503, reason), HealLimit, ct);
            figures.AtMost(what, healed?.TotalSeconds ?? double.PositiveInfinity, HealLimit.TotalSeconds, "s");
        }
    }

    // Somebody asks all the time, and the server lives through it.
    private static async Task StaysAsync(Performance performance, CancellationToken ct)
    {
        var (world, length) = (performance.World, performance.Length / 4);
        var mints = world.Load.RunAsync(20, length, world.Mint, ct);
        var health = await world.Load.RunAsync(20, length, _ => world.Get("/health"), ct);
        performance.Figures.Exactly("  meanwhile: mints not answered with 503; health not with 200", (await mints).Not(503) + health.Not(200), 0);
    }
}
