using System.Text.RegularExpressions;
using Voidkey.Reliability.Stage;

namespace Voidkey.Reliability.Scenarios;

/// <summary>Three brokers behind a real HAProxy, under load all the time: one is killed, one is restarted, the configuration of all is rolled.</summary>
internal static partial class Replicas
{
    private const int PerSecond = 100;
    private const string Changed = "\nlimits: { maxKeys: 9 }\n";

    // So long that some are under way at any moment, in each of the three.
    private static readonly TimeSpan CloudTakes = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        var answer = world.Cloud.Answer;
        world.Cloud.Answer = async (request, end) =>
        {
            await Task.Delay(CloudTakes, performance.Time, end);
            return await answer(request, end);
        };
        await world.BeginAsync(ct);
        await using var second = await world.StartReplicaAsync(ct);
        await using var third = await world.StartReplicaAsync(ct);
        await using var balancer = Balancer.Start(world.Folder, [world.Port, second.Port, third.Port]);
        var all = new[] { world.Url, second.Url, third.Url };
        await HoldsAsync(world, "HAProxy lets callers in", async () => await world.Load.StatusAsync(world.Mint(0, balancer.Port)) == 200, ct);

        var caller = new RetryingCaller(world.Http, performance.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var load = LoadAsync(performance, caller, balancer.Port, over.Token);
        var pause = performance.Length / 6;

        await Task.Delay(pause, performance.Time, ct);
        await world.KillAsync();
        await Task.Delay(pause, performance.Time, ct);
        await world.StartAsync(ct);
        figures.Tell("one was killed (SIGKILL), and started again", $"after {pause.TotalSeconds:0.#} s");

        await Task.Delay(pause, performance.Time, ct);
        figures.Exactly("exit code of one that was told to stop (SIGTERM)", await second.StopAsync(ct), 0);
        await second.StartAsync(ct);

        await Task.Delay(pause, performance.Time, ct);
        var before = await HashesAsync(world, all, ct);
        await world.ChangeConfigurationAsync(Changed, ct);
        world.Server.Signal("HUP");
        second.Signal("HUP");
        third.Signal("HUP");
        await HoldsAsync(world, "all have the changed configuration", async () => await HashesAsync(world, all, ct) is { Length: 1 } now && now[0] != before[0], ct);
        figures.Exactly("configurations in force, before and after they were rolled (SIGHUP)", before.Length, 1);

        await Task.Delay(pause, performance.Time, ct);
        await over.CancelAsync();
        var (minted, failed) = await load;
        figures.Tell("mints, through HAProxy", $"{minted + failed:N0}, {PerSecond} a second");
        figures.Exactly("mints that failed", failed, 0);
        figures.Tell("second tries of callers", $"{caller.Retried}");
        figures.Exactly("HAProxy runs", balancer.IsRunning ? 1 : 0, 1);
    }

    // Whoever comes does so by the schedule, whether or not those before were answered.
    private static async Task<(int Minted, int Failed)> LoadAsync(Performance performance, RetryingCaller caller, int port, CancellationToken over)
    {
        var (world, asked, started) = (performance.World, new List<Task<int>>(), performance.Time.GetTimestamp());
        while (!over.IsCancellationRequested)
        {
            var (n, due) = (asked.Count, TimeSpan.FromSeconds((double)asked.Count / PerSecond));
            if (due - performance.Time.GetElapsedTime(started) is { Ticks: > 0 } early) await Task.Delay(early + TimeSpan.FromMilliseconds(1), performance.Time, CancellationToken.None);
            asked.Add(caller.AskAsync(() => world.Mint(n, port), CancellationToken.None));
        }

        var statuses = await Task.WhenAll(asked);
        return (statuses.Count(static status => status == 200), statuses.Count(static status => status != 200));
    }

    private static async Task<string[]> HashesAsync(World world, IEnumerable<string> urls, CancellationToken ct)
    {
        var hashes = new List<string>();
        foreach (var url in urls)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{url}/metrics");
            using var answer = await world.Http.SendAsync(request, ct);
            hashes.Add(Hash().Match(await answer.Content.ReadAsStringAsync(ct)).Groups[1].Value);
        }

        return [.. hashes.Distinct(StringComparer.Ordinal)];
    }

    private static async Task HoldsAsync(World world, string what, Func<Task<bool>> holds, CancellationToken ct)
    {
        if (await world.UntilAsync(holds, Limit, ct) is null) throw new StageException($"in vain waited until {what}\n{world.Server.Log}");
    }

    [GeneratedRegex("^voidkey_configuration_info\\{hash=\"(\\w+)\"\\} 1$", RegexOptions.Multiline)]
    private static partial Regex Hash();
}
