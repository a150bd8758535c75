using Microsoft.Extensions.Logging;

namespace Voidkey.Diagnostics;

/// <summary>Logs refusals of unverified callers at a bounded rate.</summary>
internal sealed class RefusalLog(ILogger logger, TimeProvider time)
{
    private readonly LineBudget _budget = new(time);

    public void Refused(BrokerError error, string requestId)
    {
        if (!logger.IsEnabled(LogLevel.Information) || !_budget.TryTake(out var untold)) return;

        if (untold > 0) logger.CallersRefusedSilently(untold);
        logger.CallerRefused(error.Code, error.Cause, requestId);
    }
}
