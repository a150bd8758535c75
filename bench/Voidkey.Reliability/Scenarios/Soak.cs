using System.Globalization;
using Voidkey.Reliability.Measuring;
using Voidkey.Reliability.Stage;

namespace Voidkey.Reliability.Scenarios;

/// <summary>Half of what it can do, for a long time: mints of two clouds, refusals of every kind, health and metrics, while keys and tokens are fetched anew all the time.</summary>
internal static class Soak
{
    private const int PerSecond = 400;
    private const double MostGrowth = 1;
    private const double MostThreads = 2;
    private const double MostHandles = 10;
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(20);

    // Less than this says more of the garbage collector and of pools of connections than of a leak.
    private static readonly TimeSpan LeastToJudge = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostWarmUp = TimeSpan.FromMinutes(10);

    // Of twenty requests: what each should be answered with.
    private static readonly int[] Wanted = [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 401, 401, 403, 400, 200, 200];

    public static WorldPlan Plan { get; } = new(Providers: 2, FreshFor: "40s", Clouds: [Clouds.Aws, Clouds.Minio]);

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        world.Brokers.Idp.Tokens.Lifetime = TokenLifetime;
        await world.BeginAsync(ct);
        var strangers = new Strangers(world.Callers[0], world.Lure);
        await world.WarmUpAsync(PerSecond, ct);

        var footprints = new Footprints();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watching = footprints.WatchAsync(world, performance.Time, over.Token);
        var all = await world.Load.RunAsync(PerSecond, performance.Length, n => Request(world, strangers, n), ct);
        await over.CancelAsync();
        await watching;

        var warmUp = performance.Length / 3 < MostWarmUp ? performance.Length / 3 : MostWarmUp;
        var isLong = performance.Length - warmUp >= LeastToJudge;
        figures.Tell("requests; what became of them", $"{all.Count:N0}, {PerSecond} a second; {all.Statuses}");
        figures.Exactly("requests that were not answered as they should be", Wanted.Distinct().Sum(status => all.Where(n => Wanted[n % Wanted.Length] == status).Not(status)), 0);
        figures.Tell("p50, p99 and the slowest", $"{all.Median:0.0}, {all.P99:0.0} and {all.Slowest:0} ms");
        var growth = footprints.GrowthSince(warmUp);
        if (isLong) figures.AtMost($"growth of the resident set after {warmUp.TotalMinutes:0.#} min, in 10 min", growth, MostGrowth, "MiB");
        else figures.Tell("growth of the resident set, too short to be judged, in 10 min", string.Create(CultureInfo.InvariantCulture, $"{growth:0.0} MiB"));
        Flat("threads", MostThreads, static one => one.Threads);
        Flat("handles", MostHandles, static one => one.Handles);
        Flat("sockets", MostHandles, static one => one.Sockets);
        figures.Tell("resident set in the last two thirds, least and most", RangeOf(static one => one.Mebibytes, " MiB"));

        void Flat(string what, double most, Func<Footprint, double> of)
        {
            var gained = footprints.Gained(of);
            if (isLong) figures.AtMost($"{what} more in the last third than in the second (medians)", gained, most, "");
            else figures.Tell($"{what} more in the last third than in the second (medians), too short to be judged", string.Create(CultureInfo.InvariantCulture, $"{gained:0}"));
            figures.Tell($"  {what}, least and most", RangeOf(of, ""));
        }

        string RangeOf(Func<Footprint, double> of, string unit)
        {
            var (least, most) = footprints.Range(of);
            return string.Create(CultureInfo.InvariantCulture, $"{least:0.#} and {most:0.#}{unit}");
        }
    }

    private static HttpRequestMessage Request(World world, Strangers strangers, int n) => (n % Wanted.Length) switch
    {
        14 => world.Mint(strangers.Known(n)),
        15 => world.Mint(strangers.Unknown(n)),
        16 => world.Mint(world.Callers[0].Token(n), "OTHERS"),
        17 => world.Mint(world.Callers[0].Token(n), "\""),
        18 => world.Get("/health"),
        19 => world.Get("/metrics"),
        _ => world.Mint(world.Callers[n % 2].Token(n), World.KeyOf(n / 2 % 2)),
    };
}
