using System.Security.Cryptography;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Broker;

/// <summary>When to ask again: after what the broker said, else after a random time up to a bound that doubles.</summary>
/// <param name="limit">Tries after the first.</param>
/// <param name="deadline">Nothing is waited for beyond this.</param>
internal sealed class RetrySchedule(int limit, DateTimeOffset deadline, TimeProvider time)
{
    private const int FirstBoundMs = 250;
    private const int LastBoundMs = 8_000;

    private int _used;

    /// <summary>As <c>--retries</c> has it, up to the command's deadline.</summary>
    public static Result<RetrySchedule> Read(Invocation invocation)
    {
        var limit = 2;
        if (invocation.Find(invocation.Globals.Retries) is { } setting && (!int.TryParse(setting.Value, out limit) || limit is < 0 or > 100))
            return setting.Wrong($"{setting.Origin} is a number from 0 to 100");
        return new RetrySchedule(limit, invocation.Deadline, invocation.Surroundings.Time);
    }

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
