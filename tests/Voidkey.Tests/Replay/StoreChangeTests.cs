using Microsoft.Extensions.Time.Testing;
using Voidkey.Configuration;
using Voidkey.Identity;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Replay;

/// <summary>A reload may change where uses are counted; what stays the same stays connected, and nobody who is under way is cut off.</summary>
public sealed class StoreChangeTests : IAsyncDisposable
{
    private const int Connected = 1120;

    private readonly FakeTimeProvider _time = new(The.Moment);
    private readonly CapturedLog _log = new();
    private readonly FakeRedis _redis = new();
    private readonly ReplayStores _stores;

    public StoreChangeTests() => _stores = new ReplayStores(_time, _log);

    private string Redis => $"replayStore: {{type: redis, endpoint: '127.0.0.1:{_redis.Port}'}}\n";

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task The_same_redis_stays_connected()
    {
        var first = _stores.Open(Load(Redis));
        Assert.True((await first.TakeAsync(Use(1), The.Limit)).TryGet(out _, out _));

        Assert.Same(first, _stores.Open(Load(Redis, "3")));
        Assert.Equal(1, _log.Count(Connected));
    }

    [Fact]
    public async Task A_redis_that_is_left_serves_those_who_are_under_way_and_is_closed_then()
    {
        var before = _stores.Open(Load(Redis));
        Assert.True((await before.TakeAsync(Use(1), The.Limit)).TryGet(out _, out _));

        var after = _stores.Open(Load(Redis.Replace("endpoint", "timeout: 2s, endpoint", StringComparison.Ordinal)));
        Assert.NotSame(before, after);
        await before.GiveBackAsync(Use(1), The.Limit);
        Assert.True((await after.TakeAsync(Use(1), The.Limit)).TryGet(out _, out _));

        _time.Advance(TimeSpan.FromSeconds(30));
        await Soon.Holds(() => before.IsHealthy == false, "it is closed");
        Assert.True(after.IsHealthy);
    }

    [Fact]
    public async Task Memory_keeps_its_counts_through_any_change()
    {
        var memory = _stores.Open(Load(""));
        Assert.True((await memory.TakeAsync(Use(1), The.Limit)).TryGet(out _, out _));
        _stores.Open(Load(Redis));

        var again = _stores.Open(Load("replayStore: {type: memory, maxTokens: 1000}\n"));
        Assert.False((await again.TakeAsync(Use(1), The.Limit)).TryGet(out _, out _));
    }

    [Fact]
    public async Task A_redis_that_nobody_counts_in_hears_nothing()
    {
        var store = _stores.Open(Load(Redis, replay: null));
        Assert.True((await store.TakeAsync(Use(1), The.Limit)).TryGet(out _, out _));
        Assert.Empty(_redis.Commands);
    }

    private static BrokerSnapshot Load(string store, string? replay = "once")
    {
        using var folder = new ConfigFolder();
        return folder.Good((replay is null ? Yaml.Good : Yaml.With("algorithms: [RS256, ES256]", $"replay: {replay}")) + store);
    }

    private TokenUse Use(int id) => new((UInt128)id, 1, _time.GetUtcNow() + TimeSpan.FromMinutes(5));
}
