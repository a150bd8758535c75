using System.Text.Json;
using Voidkey.Reliability.Stage;

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
        await SaysAsync("  /health/ready: 503, and why", new Readiness(503, "degraded", null));

        // Long enough that whatever waits between tries has begun to.
        await StaysAsync(performance, ct);
        await world.Callers[0].Site.OpenAsync(ct);
        await HealsAsync("the callers' provider is there: then 503, broker_identity", "broker_identity");
        await StaysAsync(performance, ct);
        await SaysAsync("  /health/ready: 503, and why", new Readiness(503, "ok", "degraded"));
        await world.Brokers.Site.OpenAsync(ct);
        await HealsAsync("the broker's provider is there: then 503, cloud_unreachable", "cloud_unreachable");
        await StaysAsync(performance, ct);
        await SaysAsync("  /health/ready: 200, a cloud is not asked for", new Readiness(200, "ok", "ok"));
        await world.Cloud.OpenAsync(ct);
        await HealsAsync("the cloud is there: then it mints", null);

        foreach (var (name, site, reason, said) in new[]
        {
            ("the callers' provider", world.Callers[0].Site, "caller_keys", new Readiness(503, "degraded", null)),
            ("the broker's provider", world.Brokers.Site, "broker_identity", new Readiness(503, "ok", "degraded")),
            ("the cloud", world.Cloud, "cloud_unreachable", new Readiness(200, "ok", "ok")),
        })
        {
            await site.CloseAsync();
            await world.StartAsync(ct);
            await HealsAsync($"started again without {name}: then 503, {reason}", reason);
            await StaysAsync(performance, ct);
            await SaysAsync($"  /health/ready: {said.Status}", said);
            await site.OpenAsync(ct);
            await HealsAsync($"{name} is there: then it mints", null);
            await SaysAsync("  /health/ready: 200", new Readiness(200, "ok", "ok"));
        }

        // What has been tried and failed has had the time to be tried again, after 15 s at most.
        async Task SaysAsync(string what, Readiness wanted) =>
            figures.Exactly(what, await world.UntilAsync(async () => (await ReadyAsync(world, ct)).Says(wanted), HealLimit, ct) is null ? 0 : 1, 1);

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
        var health = await world.Load.RunAsync(20, length, n => world.Get(n % 2 == 0 ? "/health" : "/health/live"), ct);
        performance.Figures.Exactly("  meanwhile: mints not answered with 503; /health and /health/live not with 200", (await mints).Not(503) + health.Not(200), 0);
    }

    private static async Task<Readiness> ReadyAsync(World world, CancellationToken ct)
    {
        using var request = world.Get("/health/ready");
        using var answer = await world.Http.SendAsync(request, ct);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
        var checks = body.RootElement.GetProperty("checks");
        return new Readiness((int)answer.StatusCode, checks.GetProperty("identityProviders").GetString(), checks.GetProperty("brokerIdentity").GetString());
    }

    /// <param name="IdentityProviders">The check of that name; null: whatever it says.</param>
    /// <param name="BrokerIdentity">The same.</param>
    private sealed record Readiness(int Status, string? IdentityProviders, string? BrokerIdentity)
    {
        public bool Says(Readiness wanted) => Status == wanted.Status && (wanted.IdentityProviders ?? IdentityProviders) == IdentityProviders && (wanted.BrokerIdentity ?? BrokerIdentity) == BrokerIdentity;
    }
}
