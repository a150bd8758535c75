using Voidkey.Reliability.Measuring;
using Voidkey.Reliability.Stage;

namespace Voidkey.Reliability.Scenarios;

/// <summary>Five hundred clients send headers and two hundred send bodies, all of them a byte a second. They come in turns, after quiet ones.</summary>
internal static class SlowClients
{
    private const int OfHeaders = 500;
    private const int OfBodies = 200;
    private const int PerSecond = 200;
    private const double MostSeconds = 35;
    private const double MostRatio = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(8);

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        await world.BeginAsync(ct);
        await world.WarmUpAsync(PerSecond, ct);
        var (quiet, beside, cut) = (new List<Measured>(), new List<Measured>(), new List<TimeSpan?>());
        for (var turn = 0; turn < Math.Max(1, performance.Seconds / (int)(2 * Turn.TotalSeconds)); turn++)
        {
            quiet.Add(await world.Load.RunAsync(PerSecond, Turn, world.Mint, ct));
            var crowd = CrowdAsync(performance, ct);
            beside.Add(await world.Load.RunAsync(PerSecond, Turn, world.Mint, ct));
            cut.AddRange(await crowd);
        }

        figures.Tell("clients at once, of headers and of bodies; turns", $"{OfHeaders} and {OfBodies}; {beside.Count}");
        figures.Exactly("clients that were not cut off within a minute", cut.Count(static one => one is null), 0);
        figures.AtMost("until they were cut off, the slowest", cut.Max(static one => one ?? Limit).TotalSeconds, MostSeconds, "s");
        figures.Tell("until they were cut off, the quickest", $"{cut.Min(static one => one ?? Limit).TotalSeconds:0.0} s");
        figures.None("mints in quiet turns that failed", Measured.Of(quiet), 200);
        figures.None("mints beside the slow clients that failed", Measured.Of(beside), 200);
        figures.Tell("p99 of a turn, quiet and beside the slow clients (medians)", $"{Measured.MedianP99(quiet):0.0} and {Measured.MedianP99(beside):0.0} ms");
        figures.Time("p99 beside the slow clients, as a multiple of the quiet one", Measured.MedianP99(beside) / Measured.MedianP99(quiet), MostRatio, "×");
    }

    private static async Task<TimeSpan?[]> CrowdAsync(Performance performance, CancellationToken ct)
    {
        var world = performance.World;
        var (token, port) = (world.Callers[0].Token(0), world.Port);
        var headers = Enumerable.Range(0, OfHeaders).Select(_ => SlowClient.RunAsync(port, SlowClient.Headers, "x", Limit, performance.Time, ct));
        var bodies = Enumerable.Range(0, OfBodies / 2).Select(_ => SlowClient.RunAsync(port, SlowClient.Body(token), " ", Limit, performance.Time, ct));
        var chunks = Enumerable.Range(0, OfBodies / 2).Select(_ => SlowClient.RunAsync(port, SlowClient.Chunks(token), "1\r\n \r\n", Limit, performance.Time, ct));
        return await Task.WhenAll(headers.Concat(bodies).Concat(chunks));
    }
}
