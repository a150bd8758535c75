using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Mint;

/// <summary>Callers who are not verified are recorded as numbers: a line a minute and reason, however many come.</summary>
public sealed class UnverifiedCallerTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_flood_is_one_line_a_minute_for_each_reason()
    {
        await using var world = new ReloadWorld();
        var token = world.Ci.Issue();
        await world.MintAsync("FIRST", token);
        Secret[] bad = [new("garbage"), world.Ci.Issue(lifetime: -TimeSpan.FromHours(1))];
        for (var i = 0; i < 1000; i++) await world.MintAsync("FIRST", bad[i % 2]);
        for (var i = 0; i < 7; i++) world.Host.CountWithoutToken();
        Assert.Empty(world.Records("unverified"));

        world.Time.Advance(Minute);
        await Soon.Holds(() => world.Records("unverified").Count == 3, "they are recorded");
        Assert.Equal(
            [("InvalidToken", 500), ("TokenExpired", 500), ("NoToken", 7)],
            world.Records("unverified").Select(static record => ((string)record["code"]!, (int)record["count"]!)));
        Assert.All(world.Records("unverified"), static record => Assert.Equal(("2026-01-15T12:00:00.000Z", "2026-01-15T12:01:00.000Z"), ((string?)record["since"], (string?)record["time"])));

        // Nobody came: there is nothing to say.
        world.Time.Advance(Minute);
        await world.MintAsync("FIRST", token);
        Assert.Equal((3, 2), (world.Records("unverified").Count, world.Records("mint").Count));
    }

    [Fact]
    public async Task Those_of_the_last_minute_are_recorded_at_the_end_and_those_after_a_reload_where_it_says()
    {
        var world = new ReloadWorld();
        await world.MintAsync("FIRST", new Secret("garbage"));
        world.Write("config.yaml", world.Yaml("FIRST", audit: "other.jsonl"));
        await world.Reload.ReloadAsync();
        await world.MintAsync("FIRST", new Secret("garbage"));
        await world.Host.DisposeAsync();

        Assert.Empty(world.Records("unverified"));
        Assert.Equal(2, (int)Assert.Single(world.Records("unverified", "other.jsonl"))["count"]!);
        Directory.Delete(world.Folder, recursive: true);
    }
}
