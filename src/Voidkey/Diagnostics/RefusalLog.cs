using Microsoft.Extensions.Logging;

namespace Voidkey.Diagnostics;

/// <summary>Logs refusals of unverified callers at a bounded rate: an anonymous flood must not fill a disk.</summary>
internal sealed class RefusalLog(ILogger logger, TimeProvider time)
{
    /// <summary>Lines a second; the rest is counted and told as one number.</summary>
    public const int LinesPerSecond = 20;

    private readonly Lock _gate = new();
    private long _second = long.MinValue;
    private int _lines;
    private long _untold;

    public void Refused(BrokerError error, string requestId)
    {
        if (!logger.IsEnabled(LogLevel.Information)) return;

        long untold = 0;
        lock (_gate)
        {
            var second = time.GetTimestamp() / time.TimestampFrequency;
            if (second != _second) (_second, _lines, untold, _untold) = (second, 0, _untold, 0);
            if (++_lines > LinesPerSecond)
            {
                _untold++;
                return;
            }
        }

        if (untold > 0) logger.CallersRefusedSilently(untold);
        logger.CallerRefused(error.Code, error.Cause, requestId);
    }
}
