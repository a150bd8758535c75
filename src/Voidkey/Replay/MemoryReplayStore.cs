using Microsoft.Extensions.Logging;
using Voidkey.Diagnostics;
using Voidkey.Identity;

namespace Voidkey.Replay;

/// <summary>Counts in memory. What can no longer be accepted is forgotten, a few tokens with every new one: no timer, and no pause however many lapse at once.</summary>
/// <remarks>By the wall clock, as tokens are judged. Should it be set back, tokens come to life that were forgotten: they are refused.</remarks>
internal sealed class MemoryReplayStore(TimeProvider time, ILogger logger) : IReplayStore
{
    // More than one, so that what has lapsed is gone before as many new ones have come.
    private const int ForgottenAtOnce = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Entry> _entries = [];
    private readonly SortedDictionary<long, Queue<UInt128>> _byMinute = [];
    private Queue<UInt128> _lapsed = new();
    private long _sweptMinute = long.MinValue;
    private DateTimeOffset _forgottenUntil = DateTimeOffset.MinValue;
    private volatile bool _isFull;

    public bool? IsHealthy => !_isFull;

    /// <summary>How many tokens may be remembered. Beyond that new ones are refused: forgetting an old one would let it in again.</summary>
    public int Capacity { get; set; } = MemorySettings.DefaultMaxTokens;

    /// <summary>How many tokens are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    public ValueTask<Result<TokenUse>> TakeAsync(TokenUse use, CancellationToken ct)
    {
        bool wasFull;
        Result<TokenUse> taken;
        lock (_gate)
        {
            wasFull = _isFull;
            taken = Take(use);
        }

        if (_isFull && !wasFull) logger.ReplayStoreFull(Capacity);
        if (wasFull && !_isFull) logger.ReplayStoreHasRoom();
        return new(taken);
    }

    public ValueTask GiveBackAsync(TokenUse use, CancellationToken ct)
    {
        lock (_gate)
        {
            // The token stays known: whoever takes and gives back in turn makes nothing grow.
            if (_entries.TryGetValue(use.Id, out var entry) && entry.Uses > 0) _entries[use.Id] = entry with { Uses = entry.Uses - 1 };
        }

        return default;
    }

    public ValueTask DisposeAsync() => default;

    private Result<TokenUse> Take(TokenUse use)
    {
        Forget(MinuteOf(time.GetUtcNow()));
        if (!_entries.TryGetValue(use.Id, out var entry))
        {
            if (use.Until <= _forgottenUntil) return BrokerError.ReplayStore("the clock was set back: whether the token was used before is forgotten");
            _isFull = _entries.Count >= Capacity;
            if (_isFull) return BrokerError.ReplayStore($"{_entries.Count} tokens are remembered, and no more can be");
            Remember(use.Id, use.Until);
        }

        // Signed again under the same 'jti', a token may live longer than it did.
        var until = entry.Until < use.Until ? use.Until : entry.Until;
        var isSpent = entry.Uses >= use.Allowed;
        _entries[use.Id] = new Entry(isSpent ? entry.Uses : entry.Uses + 1, until);
        return isSpent ? BrokerError.Spent(use.Allowed) : use;
    }

    private void Forget(long minute)
    {
        for (var i = 0; i < ForgottenAtOnce; i++)
        {
            if (!_lapsed.TryDequeue(out var id))
            {
                if (NextLapsed(minute) is not { } next) return;
                id = (_lapsed = next).Dequeue();
            }

            var until = _entries[id].Until;
            if (MinuteOf(until) >= minute)
            {
                Remember(id, until);
                continue;
            }

            _entries.Remove(id);
            if (_forgottenUntil < until) _forgottenUntil = until;
        }
    }

    private Queue<UInt128>? NextLapsed(long minute)
    {
        if (minute == _sweptMinute) return null;
        foreach (var (oldest, ids) in _byMinute)
        {
            if (oldest >= minute) break;
            _byMinute.Remove(oldest);
            return ids;
        }

        _sweptMinute = minute;
        return null;
    }

    private void Remember(UInt128 id, DateTimeOffset until)
    {
        if (!_byMinute.TryGetValue(MinuteOf(until), out var ids)) _byMinute.Add(MinuteOf(until), ids = new());
        ids.Enqueue(id);
    }

    private static long MinuteOf(DateTimeOffset moment) => moment.UtcTicks / TimeSpan.TicksPerMinute;

    private readonly record struct Entry(int Uses, DateTimeOffset Until);
}
