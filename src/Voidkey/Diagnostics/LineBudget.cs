namespace Voidkey.Diagnostics;

/// <summary>Bounds how many lines are written of what anybody can cause: an anonymous flood must not fill a disk.</summary>
public sealed class LineBudget(TimeProvider time)
{
    /// <summary>Lines a second; the rest is counted.</summary>
    public const int LinesPerSecond = 20;

    private readonly Lock _gate = new();
    private long _second = long.MinValue;
    private int _lines;
    private long _untold;

    /// <param name="untold">How many were not allowed since the last second that had any; said once.</param>
    /// <returns>True where a line may be written.</returns>
    public bool TryTake(out long untold)
    {
        untold = 0;
        lock (_gate)
        {
            var second = time.GetTimestamp() / time.TimestampFrequency;
            if (second != _second) (_second, _lines, untold, _untold) = (second, 0, _untold, 0);
            if (++_lines <= LinesPerSecond) return true;

            _untold++;
            return false;
        }
    }
}
