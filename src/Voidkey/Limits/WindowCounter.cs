using System.Collections.Concurrent;

namespace Voidkey.Limits;

/// <summary>Counts what happens under each of many names, window by window.</summary>
/// <remarks>
/// One word of memory a name, changed without a lock. At most <see cref="MostNames"/> are known at a time; while all of them are in use, others are not counted:
/// a limit spares resources and decides nothing, so that whoever floods it with names must not shut out everybody else.
/// </remarks>
internal sealed class WindowCounter<T>(TimeProvider time)
    where T : notnull
{
    public const int MostNames = 100_000;

    private const int CountBits = 30;
    private const long CountMask = (1L << CountBits) - 1;
    private static readonly TimeSpan SweepPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<T, Counted> _names = new();
    private readonly long _started = time.GetTimestamp();
    private int _known;
    private long _sweptAt;

    /// <summary>Counts one more, and says whether that was within the limit.</summary>
    public WindowUse Count(T name, WindowLimit limit)
    {
        var now = Seconds();
        if (Find(name, now, limit) is not { } counted) return WindowUse.Unlimited;

        while (true)
        {
            var before = Volatile.Read(ref counted.State);
            var (start, count) = Read(before);
            if (IsOver(start, now, limit)) (start, count) = (now, 0);
            var next = Math.Min(count + 1, CountMask);
            if (Interlocked.CompareExchange(ref counted.State, Write(start, next), before) == before) return new WindowUse(next, limit, Rest(start, now, limit));
        }
    }

    /// <summary>What was counted so far, this not included.</summary>
    public WindowUse Look(T name, WindowLimit limit)
    {
        if (Volatile.Read(ref _known) == 0 || !_names.TryGetValue(name, out var counted)) return WindowUse.Unlimited;

        var now = Seconds();
        var (start, count) = Read(Volatile.Read(ref counted.State));
        return IsOver(start, now, limit) ? WindowUse.Unlimited : new WindowUse(count, limit, Rest(start, now, limit));
    }

    private Counted? Find(T name, long now, WindowLimit limit)
    {
        if (_names.TryGetValue(name, out var counted)) return counted;
        if (Volatile.Read(ref _known) >= MostNames && !Sweep(now, limit)) return null;

        var made = new Counted { State = Write(now, 0) };
        counted = _names.GetOrAdd(name, made);
        if (ReferenceEquals(counted, made)) Interlocked.Increment(ref _known);
        return counted;
    }

    /// <summary>Forgets whose window is over: one sweep a second, by whoever needs the room.</summary>
    /// <returns>True where there is room.</returns>
    private bool Sweep(long now, WindowLimit limit)
    {
        var last = Interlocked.Read(ref _sweptAt);
        if (now - last < (long)SweepPause.TotalSeconds || Interlocked.CompareExchange(ref _sweptAt, now, last) != last) return false;

        foreach (var (name, counted) in _names)
        {
            if (IsOver(Read(Volatile.Read(ref counted.State)).Start, now, limit) && _names.TryRemove(name, out _)) Interlocked.Decrement(ref _known);
        }

        return Volatile.Read(ref _known) < MostNames;
    }

    // The monotonic clock: one that is set back gives nobody a second window.
    private long Seconds() => (long)time.GetElapsedTime(_started).TotalSeconds;

    private static bool IsOver(long start, long now, WindowLimit limit) => now - start >= (long)limit.Window.TotalSeconds;

    private static TimeSpan Rest(long start, long now, WindowLimit limit) => limit.Window - TimeSpan.FromSeconds(now - start);

    private static (long Start, long Count) Read(long state) => (state >> CountBits, state & CountMask);

    private static long Write(long start, long count) => (start << CountBits) | count;

    private sealed class Counted
    {
        /// <summary>The second the window began in, and how many were counted since.</summary>
        public long State;
    }
}

/// <summary>Where a name stands in its window.</summary>
/// <param name="Count">How many were counted.</param>
/// <param name="Limit">How many may be; null: nobody counts.</param>
/// <param name="Rest">How long until the window ends.</param>
internal readonly record struct WindowUse(long Count, WindowLimit? Limit, TimeSpan Rest)
{
    public static WindowUse Unlimited => default;

    /// <summary>True where more were counted than may be.</summary>
    public bool IsOver => Limit is { } limit && Count > limit.Permits;

    /// <summary>True where no more may come.</summary>
    public bool IsSpent => Limit is { } limit && Count >= limit.Permits;

    /// <summary>True for the first that was too many.</summary>
    public bool IsFirstOver => Limit is { } limit && Count == limit.Permits + 1L;
}
