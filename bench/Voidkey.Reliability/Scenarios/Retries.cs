using Voidkey.Reliability.Measuring;
using Voidkey.Reliability.Stage;
using Voidkey.Testing;

namespace Voidkey.Reliability.Scenarios;

/// <summary>Upstreams that fail, and how often they are asked for it: each cloud with every status, a cloud that fails one time in five under load, and providers that fail while everybody waits for them.</summary>
internal static class Retries
{
    private const int Failing = 500;
    private const int Mints = 25;
    private const int PerSecond = 200;
    private const int OneFailsIn = 5;
    private const double MostExtra = 1.10;
    private const int StampedeSeconds = 5;
    private const int StampedePerSecond = 100;
    private const double LeastPause = 25;
    private const double LeastSpread = 20;

    private static readonly int[] Refusals = [400, 401, 403, 404, 409, 429];

    public static WorldPlan Plan { get; } = new(Clouds: [Clouds.Aws, Clouds.Minio, Clouds.Google, Clouds.Azure]);

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        await world.BeginAsync(ct);
        for (var cloud = 0; cloud < world.AllClouds.Count; cloud++)
        {
            if (await world.Load.StatusAsync(world.Mint(world.Callers[0].Token(0), World.KeyOf(cloud))) != 200) throw new StageException($"nothing is minted of {World.KeyOf(cloud)}\n{world.Server.Log}");
        }

        var (tries, pauses, refused) = (new List<int>(), new List<double>(), new List<int>());
        for (var cloud = 0; cloud < world.AllClouds.Count; cloud++)
        {
            foreach (var site in world.AllClouds[cloud].Sites)
            {
                foreach (var status in Refusals) refused.AddRange(await TriesAsync(world, cloud, site, status, 3, performance.Time, null));
                tries.AddRange(await TriesAsync(world, cloud, site, Failing, Mints, performance.Time, pauses));
            }
        }

        figures.Tell("clouds' services that answered 500; mints of each", $"{world.AllClouds.Sum(static cloud => cloud.Sites.Count)}; {Mints}");
        figures.AtMost("times that a service was asked for one mint, at most", tries.Max(), 2, "");
        figures.Exactly("mints that were not asked for at all", tries.Count(static times => times == 0), 0);
        figures.AtMost("requests of a service that always fails, over those of a single try", tries.Sum() / (double)tries.Count, 1 + (10.0 / Mints), "×");
        figures.AtMost("times that a service was asked for one mint that it refused (400, 401, 403, 404, 409, 429)", refused.Max(), 1, "");
        figures.Exactly("second tries that came within 25 ms of the first", pauses.Count(static pause => pause < LeastPause - 1), 0);
        figures.Exactly("pauses before second tries differ by 20 ms and more", pauses.Max() - pauses.Min() >= LeastSpread ? 1 : 0, 1);
        figures.Tell("pauses, least and most", $"{pauses.Min():0} and {pauses.Max():0} ms");
        await UnderLoadAsync(performance, ct);

        // With one cloud, and so with one token: each audience has one of its own.
        await using var plain = await world.BesideAsync(new WorldPlan(), ct);
        await plain.OpenAsync(ct);
        await StampedeAsync(performance.Figures, plain, plain.Brokers.Site, "/token", "token endpoint", ct);
        await StampedeAsync(performance.Figures, plain, plain.Callers[0].Site, "/jwks", "JWKS", ct);
    }

    // One after another, so that each request is known to be of this mint.
    private static async Task<int[]> TriesAsync(World world, int cloud, Site site, int status, int mints, TimeProvider time, List<double>? pauses)
    {
        site.Break(Fault.Status(status));
        var tries = new int[mints];
        for (var n = 0; n < mints; n++)
        {
            var before = site.All.Count;
            await world.Load.StatusAsync(world.Mint(world.Callers[0].Token(n), World.KeyOf(cloud)));
            var asked = site.All.Skip(before).ToArray();
            tries[n] = asked.Length;
            if (asked.Length > 1) pauses?.Add(time.GetElapsedTime(asked[0], asked[1]).TotalMilliseconds);
        }

        site.Break(null);
        return tries;
    }

    private static async Task UnderLoadAsync(Performance performance, CancellationToken ct)
    {
        var (world, seeded, gate) = (performance.World, new Fuzzing.Seeded(performance.Seed), new Lock());

        // A server that has not spent its second tries yet: the most that it can do.
        await world.StartAsync(ct);
        await world.WarmUpAsync(PerSecond, ct);
        var answer = world.Cloud.Answer;
        world.Cloud.Answer = (request, end) =>
        {
            bool fails;
            lock (gate) fails = seeded.OneIn(OneFailsIn);
            return fails ? Fault.Status(Failing).AnswerAsync(request, end) : answer(request, end);
        };
        var visits = world.Cloud.Visits;
        var mints = await world.Load.RunAsync(PerSecond, performance.Length, world.Mint, ct);
        world.Cloud.Answer = answer;
        var asked = world.Cloud.Visits - visits;
        performance.Figures.Tell($"mints while one in {OneFailsIn} requests fails; what became of them", $"{PerSecond} a second for {performance.Seconds} s; {mints.Statuses}");
        performance.Figures.AtMost("requests of that cloud, over those of a single try", asked / (double)mints.Count, MostExtra, "×");
    }

    private static async Task StampedeAsync(Figures figures, World world, Site site, string path, string name, CancellationToken ct)
    {
        site.Break(Fault.Status(Failing), path);
        await world.StartAsync(ct);
        var before = site.Asked(path).Count;
        var mints = await world.Load.RunAsync(StampedePerSecond, TimeSpan.FromSeconds(StampedeSeconds), world.Mint, ct);
        figures.AtMost($"requests of a failing {name} while {mints.Count} mints come in {StampedeSeconds} s", site.Asked(path).Count - before, StampedeSeconds + 2, "");
        site.Break(null);
        figures.None("  those mints not answered with 503", mints, 503);
    }
}
