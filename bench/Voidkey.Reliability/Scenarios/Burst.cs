namespace Voidkey.Reliability.Scenarios;

/// <summary>Two thousand callers of several providers at one moment; each must get what is his.</summary>
internal static class Burst
{
    public const int Providers = 8;

    private const int Callers = 2000;
    private const double MostSeconds = 1.5;

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        await world.BeginAsync(ct);
        await world.WarmUpAsync(200, ct);

        var (started, own) = (performance.Time.GetTimestamp(), 0);
        var latencies = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async n =>
        {
            if (await world.MintedForAsync(n, ct) == world.Callers[n % Providers].Name) Interlocked.Increment(ref own);
            return performance.Time.GetElapsedTime(started);
        }));
        figures.Exactly($"of {Callers:N0} mints at once, those that gave each caller his own", own, Callers);
        figures.Time("p99, from the moment at which all came", latencies.Order().ElementAt((int)(Callers * 0.99)).TotalSeconds, MostSeconds, "s");
    }
}
