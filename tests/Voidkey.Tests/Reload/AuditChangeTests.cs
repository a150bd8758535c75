using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Reload;

/// <summary>Where records go may change, and none is lost on the way.</summary>
public sealed class AuditChangeTests
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Both_sinks_hear_of_the_change_and_the_new_one_has_what_comes()
    {
        await using var world = new ReloadWorld();
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        var before = world.Host.Current.Snapshot.Hash;
        world.Write("config.yaml", world.Yaml("SECOND", audit: "other.jsonl"));
        await world.Reload.ReloadAsync();
        await world.GrantsAsync("SECOND", notThis: "FIRST");

        Assert.Equal((2, 2), (world.Records("mint").Count, world.Records("mint", "other.jsonl").Count));
        foreach (var record in new[] { world.Records("reload").Single(), world.Records("reload", "other.jsonl").Single() })
        {
            Assert.Equal(["type", "version", "time", "outcome", "previous", "configuration", "chain", "sequence", "prev", "hash"], record.Select(static member => member.Key));
            Assert.Equal((1, "loaded", before, world.Host.Current.Snapshot.Hash), ((int)record["version"]!, (string?)record["outcome"], (string?)record["previous"], (string?)record["configuration"]));
        }
    }

    [Theory]
    [InlineData(0), InlineData(31), InlineData(3600)]
    public async Task A_request_that_began_before_is_recorded_where_it_began_however_late_it_ends(int seconds)
    {
        await using var world = new ReloadWorld();
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        var gate = new Gate();
        world.Network.Break("https://sts.example.test", gate.Before(world.Sts.AnswerAsync));
        var minting = world.MintAsync("FIRST");
        await gate.Arrived;

        world.Write("config.yaml", world.Yaml("SECOND", audit: "other.jsonl"));
        await world.Reload.ReloadAsync();
        world.Time.Advance(TimeSpan.FromSeconds(seconds));
        if (seconds > Drain.TotalSeconds) await Soon.Holds(() => world.OpenedTimes("audit.jsonl") == 0, "the old file is closed");
        gate.Open();
        _ = await minting;

        Assert.Equal(3, world.Records("mint").Count);
        Assert.Empty(world.Records("mint", "other.jsonl"));
        if (seconds > Drain.TotalSeconds) await Soon.Holds(() => world.OpenedTimes("audit.jsonl") == 0, "the old file is closed again");
    }

    [Fact]
    public async Task The_old_file_is_closed_when_its_requests_are_done_and_not_before()
    {
        await using var world = new ReloadWorld();
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        world.Write("config.yaml", world.Yaml("FIRST", audit: "other.jsonl"));
        await world.Reload.ReloadAsync();
        Assert.Equal((1, 1), (world.OpenedTimes("audit.jsonl"), world.OpenedTimes("other.jsonl")));

        world.Time.Advance(Drain - TimeSpan.FromTicks(1));
        Assert.Equal(1, world.OpenedTimes("audit.jsonl"));
        world.Time.Advance(TimeSpan.FromTicks(1));
        await Soon.Holds(() => world.OpenedTimes("audit.jsonl") == 0, "the old file is closed");
        Assert.Equal(1, world.OpenedTimes("other.jsonl"));
    }

    [Fact]
    public async Task A_file_that_is_named_again_before_it_was_closed_stays_open()
    {
        await using var world = new ReloadWorld();
        foreach (var audit in new[] { "other.jsonl", "audit.jsonl", "other.jsonl", "audit.jsonl" })
        {
            world.Write("config.yaml", world.Yaml("FIRST", audit));
            await world.Reload.ReloadAsync();
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        world.Time.Advance(Drain);
        await Soon.Holds(() => world.OpenedTimes("other.jsonl") == 0, "the other file is closed");
        Assert.Equal(1, world.OpenedTimes("audit.jsonl"));
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        Assert.Equal(2, world.Records("mint").Count);
    }

    [Fact]
    public async Task Another_timeout_opens_nothing_twice()
    {
        await using var world = new ReloadWorld();
        world.Write("config.yaml", world.Yaml("SECOND").Replace("audit.jsonl }", "audit.jsonl, timeout: 4s }", StringComparison.Ordinal));
        await world.Reload.ReloadAsync();

        Assert.Equal(TimeSpan.FromSeconds(4), world.Host.Current.Snapshot.Settings.AuditSinks.Single().Timeout);
        Assert.Equal(1, world.OpenedTimes("audit.jsonl"));
        await world.GrantsAsync("SECOND", notThis: "FIRST");
    }

    [Fact]
    public async Task A_sink_that_cannot_be_opened_refuses_the_whole_and_leaves_nothing_open()
    {
        await using var world = new ReloadWorld();
        var two = world.Yaml("SECOND").Replace("sinks: [ ", $"sinks: [ {{ type: file, path: {world.In("other.jsonl")} }}, {{ type: file, path: {world.In("nowhere/audit.jsonl")} }}, ", StringComparison.Ordinal);
        world.Write("config.yaml", two);
        await world.LooksAsync(6);

        Assert.Equal((1, 1), (world.Log.Count(1403), world.Log.Count(1404)));
        Assert.Contains(world.Log.Lines, static line => line.EventId == 1404 && line.Text.Contains("nowhere/audit.jsonl", StringComparison.Ordinal));
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        await Soon.Holds(() => world.OpenedTimes("other.jsonl") == 0, "what was opened for nothing is closed");
        Assert.Equal(1, world.OpenedTimes("audit.jsonl"));

        Directory.CreateDirectory(world.In("nowhere"));
        await world.Reload.ReloadAsync();
        await world.GrantsAsync("SECOND", notThis: "FIRST");
        Assert.Equal((2, 2, 2), (world.Records("mint", "nowhere/audit.jsonl").Count, world.Records("mint", "other.jsonl").Count, world.Records("mint").Count - 2));
    }
}
