using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests;

/// <summary>The short form of docs/reliability.md. Counts are judged; times are told only, since other work may share the machine.</summary>
public sealed class ReliabilityTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task An_outage_a_flood_a_stampede_a_late_start_and_nonsense_cost_nobody_a_mint()
    {
        // Side by side: an outage takes its time, but little of the machine.
        var runs = await Task.WhenAll(MeasureAsync("outage"), MeasureAsync("stampede", "dark-start", "lure", "fuzz", "flood"));

        Assert.All(runs, static run => Assert.Contains(" met, 0 missed, ", run.Success, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_fails_hangs_creeps_or_sends_too_much_costs_nobody_else_a_mint()
    {
        // Side by side again: most of these wait for somebody.
        var runs = await Task.WhenAll(MeasureAsync("faults"), MeasureAsync("retries", "mixed"), MeasureAsync("isolation", "oversize"), MeasureAsync("slow-clients", "soak"));

        Assert.All(runs, static run => Assert.Contains(" met, 0 missed, ", run.Success, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_replica_that_dies_one_that_is_restarted_and_a_new_configuration_cost_nobody_a_mint()
    {
        Absent.Refuse(File.Exists("/usr/sbin/haproxy") ? null : Absent.Programs("haproxy"));
        Assert.Contains(" met, 0 missed, ", (await MeasureAsync("replicas")).Success, StringComparison.Ordinal);
    }

    private static Task<Finished> MeasureAsync(params string[] scenarios)
    {
        var configuration = Path.GetRelativePath(Path.Combine(Repository.Root, "tests/Voidkey.RealTests"), AppContext.BaseDirectory);
        var tool = Path.Combine(Repository.Root, "bench/Voidkey.Reliability", configuration, "voidkey-reliability.dll");
        return new Command("dotnet", [tool, Repository.ServerBinary, .. scenarios, "--seconds", "5", "--counts-only"]).RunAsync(limit: Limit);
    }
}
