using Microsoft.Extensions.Logging;
using Voidkey.Configuration;
using Voidkey.Replay;

namespace Voidkey;

/// <summary>The stores that uses are counted in. The one in memory lasts as long as the process: no reload may make a token as good as new.</summary>
internal sealed class ReplayStores(TimeProvider time, ILogger logger) : IAsyncDisposable
{
    // A request has 9 s for itself, and its records 5 s each at most.
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _ended = new();
    private readonly MemoryReplayStore _memory = new(time, logger);
    private (RedisSettings Settings, RedisReplayStore Store)? _redis;
    private Task _leaving = Task.CompletedTask;

    /// <summary>How many tokens are remembered in memory.</summary>
    public long InMemory => _memory.Count;

    /// <summary>The store of a configuration. A Redis that is connected to already stays so; one that nobody counts in is not connected to. Called by one at a time.</summary>
    public IReplayStore Open(BrokerSnapshot snapshot)
    {
        if (snapshot.ReplayStore is MemorySettings memory) _memory.Capacity = memory.MaxTokens;
        var wanted = snapshot.CountsUses ? snapshot.ReplayStore as RedisSettings : null;
        if (wanted is not null && _redis is { } same && wanted.IsSameAs(same.Settings)) return same.Store;

        if (_redis is { } before) _leaving = Task.WhenAll(_leaving, CloseLaterAsync(before.Store, _ended.Token));
        _redis = wanted is null ? null : (wanted, new RedisReplayStore(wanted, ct => RedisSocket.OpenAsync(wanted, ct), time, logger));
        return _redis is { } now ? now.Store : _memory;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _leaving;
        if (_redis is { } current) await current.Store.DisposeAsync();
        _ended.Dispose();
    }

    // Requests that began before a change of the configuration still count there.
    private async Task CloseLaterAsync(RedisReplayStore store, CancellationToken ct)
    {
        await Task.Delay(Drain, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await store.DisposeAsync();
    }
}
