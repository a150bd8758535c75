using Voidkey.Reliability.Measuring;
using Voidkey.Reliability.Stage;
using Voidkey.Testing;

namespace Voidkey.Reliability.Scenarios;

/// <summary>After a quiet phase all providers of callers but the first fail at once, each in a way of its own, while everybody goes on minting.</summary>
/// <remarks>Every other mint is a caller's of the first one: what these take at the same moments is what the others' times are compared with.</remarks>
internal static class Outage
{
    /// <summary>The first fetch after the start is due at 80 % of this, and may take 5 s.</summary>
    public const string FreshFor = "40s";

    private const int PerSecond = 200;
    private const int StrangersPerSecond = 20;
    private const double MostAddedMilliseconds = 5;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    // Shorter, and nobody would ask a provider during its outage.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(36);

    private static readonly Func<Lure, Fault>[] Faults =
    [
        static _ => Fault.Refuse,
        static _ => Fault.Status(500),
        static _ => Fault.Hang,
        static _ => Fault.Garbage,
        static _ => Fault.HtmlPage,
        static _ => Fault.Empty,
        static _ => Fault.Drip(TimeSpan.FromSeconds(1), TimeProvider.System),
        static _ => Fault.Huge(100),
        static lure => Fault.Redirect(307, $"{lure.Origin}/jwks"),
    ];

    /// <summary>One that is well, one for each way to fail, and one whose port is closed.</summary>
    public static int Providers => Faults.Length + 2;

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        await world.BeginAsync(ct);
        var strangers = new Strangers(world.Callers[0], world.Lure);
        var failing = world.Callers.Skip(1).ToArray();
        HttpRequestMessage MintOf(int n) => IsOfTheWell(n) ? world.Mint(world.Callers[0].Token(n)) : world.Mint(failing[n / 2 % failing.Length].Token(n));
        await world.WarmUpAsync(PerSecond, ct);
        var before = await world.Load.RunAsync(PerSecond, Quiet, MintOf, ct);

        int[] visits = [.. failing.Select(static one => one.Site.Visits)];
        await BreakAsync(world);
        var length = performance.Length > Least ? performance.Length : Least;
        var refusing = world.Load.RunAsync(StrangersPerSecond, length, n => world.Mint(strangers.Known(n)), ct);
        var outage = await world.Load.RunAsync(PerSecond, length, MintOf, ct);
        var refused = await refusing;
        var health = await world.HealthAsync("identityProviders", ct);
        int[] asked = [.. failing.Select((one, i) => one.Site.Visits - visits[i]).SkipLast(1)];

        await HealAsync(world, ct);
        var quiet = Measured.Of(before, await world.Load.RunAsync(PerSecond, Quiet, MintOf, ct));
        var (ofTheWell, ofTheFailing) = (outage.Where(IsOfTheWell), outage.Where(static n => !IsOfTheWell(n)));

        figures.Tell("mints, half of them of so many providers that fail, each otherwise", $"{PerSecond} a second for {length.TotalSeconds:0} s, {failing.Length}");
        figures.None("mints in the quiet phases that failed", quiet, 200);
        figures.None("mints during the outage that failed", outage, 200);
        figures.None("forged tokens beside them that were not refused", refused, 401);
        figures.Exactly("providers that were asked meanwhile (a closed port cannot count)", asked.Count(static times => times > 0), asked.Length);
        figures.AtMost("requests to one failing provider, at most", asked.Max(), 2 * (1 + Math.Floor(length.TotalSeconds / 30)), "");
        figures.Exactly("health says so (identityProviders: degraded)", health == "degraded" ? 1 : 0, 1);
        figures.Tell("p50 and p99 where the provider is well, at the same moments", $"{ofTheWell.Median:0.0} and {ofTheWell.P99:0.0} ms");
        figures.Tell("p50 and p99 where it fails", $"{ofTheFailing.Median:0.0} and {ofTheFailing.P99:0.0} ms");
        figures.Time("p99 that the outage adds", ofTheFailing.P99 - ofTheWell.P99, MostAddedMilliseconds, "ms");
        figures.Tell("p50 and p99 of all, in the quiet phases and in the outage", $"{quiet.Median:0.0} and {quiet.P99:0.0} ms, {outage.Median:0.0} and {outage.P99:0.0} ms");
        figures.Tell("slowest, in the quiet phases and in the outage", $"{quiet.Slowest:0} ms, {outage.Slowest:0} ms");
    }

    private static bool IsOfTheWell(int n) => n % 2 == 0;

    private static async Task BreakAsync(World world)
    {
        for (var i = 0; i < Faults.Length; i++) world.Callers[i + 1].Site.Break(Faults[i](world.Lure));
        await world.Callers[^1].Site.CloseAsync();
    }

    private static async Task HealAsync(World world, CancellationToken ct)
    {
        foreach (var provider in world.Callers) provider.Site.Break(null);
        await world.Callers[^1].Site.OpenAsync(ct);
    }
}
