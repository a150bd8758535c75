using System.Security.Cryptography;

namespace Voidkey.Cli.Broker;

/// <summary>When to ask again: after what the broker said, else after a random time up to a bound that doubles.</summary>
/// <param name="limit">Tries after the first.</param>
/// <param name="deadline">Nothing is waited for beyond this.</param>
internal sealed class RetrySchedule(int limit, DateTimeOffset deadline, TimeProvider time)
{
    private const int FirstBoundMs = 250;
    private const int LastBoundMs = 8_000;

    private int _used;

    /// <summary>How long to wait before the next try; null when there is none.</summary>
    /// <param name="retryAfter">What the broker asked for.</param>
    /// <param name="atMost">Fewer further tries for this cause than for others.</param>
    public TimeSpan? Next(TimeSpan? retryAfter, int atMost = int.MaxValue)
    {
        if (_used >= Math.Min(limit, atMost)) return null;

        // Full jitter: many jobs that failed together must not come back together.
        var bound = Math.Min(LastBoundMs, FirstBoundMs << Math.Min(_used, 10));
        var wait = retryAfter ?? TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(bound + 1));
        if (time.GetUtcNow() + wait >= deadline) return null;

        _used++;
        return wait;
    }
}
