namespace Voidkey.Tests.Support;

/// <summary>A wall clock that somebody sets, over a monotonic one that nobody can.</summary>
public sealed class SteppedClock(TimeProvider time) : TimeProvider
{
    /// <summary>How far the wall clock was moved.</summary>
    public TimeSpan Step { get; set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Step;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
