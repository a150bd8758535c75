namespace Voidkey.Cli.Tests.Harness;

/// <summary>
/// A clock that jumps. The first timer is the command's deadline; as soon as something else is waited for too,
/// time moves on to whichever is due first. So nothing sleeps, and an order of events is an order of due times.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 13, 5, 10, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly List<Timer> _pending = [];
    private DateTimeOffset _now = Start;

    public List<TimeSpan> Waits { get; } = [];

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Lets all timers fire that are due within the span.</summary>
    public void Advance(TimeSpan span)
    {
        List<Timer> due;
        lock (_lock)
        {
            _now += span;
            due = _pending.Where(t => t.Due <= _now).ToList();
            _pending.RemoveAll(due.Contains);
        }

        foreach (var timer in due) timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private void Schedule(Timer timer, TimeSpan dueTime)
    {
        Timer first;
        lock (_lock)
        {
            _pending.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan) return;

            timer.Due = _now + dueTime;
            _pending.Add(timer);
            if (_pending.Count < 2) return;

            Waits.Add(dueTime);
            first = _pending.MinBy(t => t.Due)!;
            _pending.Remove(first);
            _now = first.Due;
        }

        ThreadPool.QueueUserWorkItem(_ => first.Fire());
    }

    private sealed class Timer(VirtualTime time, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Schedule(this, dueTime);
            return true;
        }

        public void Dispose()
        {
            lock (time._lock) time._pending.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
