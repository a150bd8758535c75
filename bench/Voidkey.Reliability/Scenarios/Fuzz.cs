using Voidkey.Reliability.Fuzzing;
using Voidkey.Reliability.Stage;

namespace Voidkey.Reliability.Scenarios;

/// <summary>Bodies and whole requests that were good until they were edited, a hundred and thirty a second of the main phase, with good ones in between.</summary>
internal static class Fuzz
{
    private const int BodiesPerSecond = 100;
    private const int RequestsPerSecond = 30;
    private const int OneGoodIn = 20;
    private const int AtOnce = 16;

    // What docs/errors.md has for what a caller may do wrong, and success.
    private static readonly int[] Documented = [200, 400, 401, 403, 404, 405, 413, 415];

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures, seeded) = (performance.World, performance.Figures, new Seeded(performance.Seed));
        await world.BeginAsync(ct);
        await world.WarmUpAsync(20, ct);
        var good = world.Callers[0].Token(0);
        var strangers = new Strangers(world.Callers[0], world.Lure);
        FuzzedBody[] bodies = [.. Enumerable.Range(0, BodiesPerSecond * performance.Seconds).Select(_ => BodyFuzzer.Next(seeded, good, strangers.Known(seeded.Below(100))))];
        FuzzedRequest[] requests = [.. Enumerable.Range(0, RequestsPerSecond * performance.Seconds).Select(_ => RequestFuzzer.Next(seeded, good))];
        Console.WriteLine($"  seed {performance.Seed}");

        var turnedAway = 0;
        async ValueTask GoodBesideAsync(int n)
        {
            if (n % OneGoodIn == 0 && await world.Load.StatusAsync(world.Mint(n)) != 200) Interlocked.Increment(ref turnedAway);
        }

        var answers = new (int Status, bool IsProblem)[bodies.Length];
        await Parallel.ForAsync(0, bodies.Length, Parallelism(ct), async (n, end) =>
        {
            answers[n] = await BodyFuzzer.SendAsync(world.Http, world.Url, bodies[n], performance.Time, end);
            await GoodBesideAsync(n);
        });
        var replies = new RawReply[requests.Length];
        await Parallel.ForAsync(0, requests.Length, Parallelism(ct), async (n, end) =>
        {
            replies[n] = await RawReply.ToAsync(world.Port, requests[n], performance.Time, end);
            await GoodBesideAsync(n);
        });

        Show("bodies answered outside the documents", answers.Select((one, n) => (one.Status, bodies[n].Why)).Where(static one => !Documented.Contains(one.Status)));
        Show("requests not answered well", replies.Select((one, n) => (one.Status, requests[n].Why)).Where((one, n) => replies[n].IsServersFault || replies[n].IsForgotten));
        figures.Tell("edited bodies; what became of them", $"{bodies.Length}; {Counted(answers.Select(static one => one.Status))}");
        figures.Exactly("bodies that were answered with 5xx or not at all", answers.Count(static one => one.Status is 0 or >= 500), 0);
        figures.Exactly("bodies that were answered as docs/errors.md does not say", answers.Count(static one => !Documented.Contains(one.Status)), 0);
        figures.Exactly("refusals that were no application/problem+json", answers.Count(static one => one.Status != 200 && !one.IsProblem), 0);
        figures.Tell("edited requests; what became of them (0: closed without a word)", $"{requests.Length}; {Counted(replies.Select(static one => one.Status))}");
        figures.Exactly("requests that were answered with 5xx, but for 505 to a version that does not exist", replies.Count(static one => one.IsServersFault), 0);
        figures.Exactly("requests that got neither an answer nor a close within 15 s", replies.Count(static one => one.IsForgotten), 0);
        figures.Exactly("good mints in between that failed", turnedAway, 0);
        figures.None("good mints at the end that failed", await world.Load.RunAsync(50, TimeSpan.FromSeconds(2), world.Mint, ct), 200);
    }

    private static ParallelOptions Parallelism(CancellationToken ct) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct };

    private static string Counted(IEnumerable<int> statuses) => string.Join(", ", statuses.CountBy(static status => status).OrderBy(static one => one.Key).Select(static one => $"{one.Key}: {one.Value}"));

    private static void Show(string what, IEnumerable<(int Status, string Why)> odd)
    {
        foreach (var (status, why) in odd.Take(20)) Console.WriteLine($"  {what}: {status}, {why}");
    }
}
