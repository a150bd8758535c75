using Voidkey.Reliability.Measuring;
using Voidkey.Reliability.Scenarios;
using Voidkey.Reliability.Stage;
using Voidkey.Testing;

namespace Voidkey.Reliability;

/// <summary>Sets up the world that a scenario asks for, runs it, and measures what must hold in every one of them.</summary>
internal static class Stagehand
{
    private const double MostMebibytes = 200;
    private const int LogLines = 10;

    public static async Task<Measurement> RunAsync(Scenario scenario, Options options, TimeProvider time, CancellationToken ct)
    {
        var before = Machine.LoadAverage();
        var (figures, seconds) = (new Figures(options.CountsOnly), options.Seconds ?? scenario.Seconds);
        Console.WriteLine($"== {scenario.Name}: {scenario.Promise} ({seconds} s, load average {before})");
        await using (var world = await World.CreateAsync(scenario.Plan, options.Server, time, ct))
        {
            await scenario.RunAsync(new Performance(world, figures, seconds, options.Seed, time), ct);
            AddCommon(world, figures);
        }

        var measurement = new Measurement(scenario, seconds, time.GetUtcNow(), before, Machine.LoadAverage(), figures.All);
        Console.WriteLine(measurement.ToText());
        return measurement;
    }

    private static void AddCommon(World world, Figures figures)
    {
        if (!world.Server.IsRunning) throw new StageException($"the server ended\n{world.Server.Log}");

        if (figures.All.Any(static figure => figure.IsMet == false)) Console.WriteLine($"  the end of the server's log:\n{string.Join('\n', File.ReadLines(world.Server.LogFile).TakeLast(LogLines))}");
        figures.AtMost("memory of the server, at its peak (VmHWM)", world.Server.PeakMebibytes(), MostMebibytes, "MiB");
        figures.Exactly("connections that a token caused", world.Lure.Connections, 0);
        figures.Exactly("secrets in the server's log and records", world.Written.SelectMany(Canary.FoundIn).Distinct(StringComparer.Ordinal).Count(), 0);
    }
}

/// <summary>What a scenario works with.</summary>
/// <param name="Seconds">How long its main phase is.</param>
internal sealed record Performance(World World, Figures Figures, int Seconds, ulong Seed, TimeProvider Time)
{
    public TimeSpan Length => TimeSpan.FromSeconds(Seconds);
}

/// <summary>The stage could not be set, so nothing was measured.</summary>
internal sealed class StageException(string message) : Exception(message);
