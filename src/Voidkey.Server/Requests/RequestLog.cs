using Voidkey.Diagnostics;
using Voidkey.Server.Hosting;

namespace Voidkey.Server.Requests;

/// <summary>One line for each request. What callers cause that nobody verified, or who ask too often, is bounded; probes are told on level debug.</summary>
internal sealed class RequestLog(ILoggerFactory loggers, TimeProvider time)
{
    /// <summary>The event of a request line. docs/logs.md describes its fields.</summary>
    public static readonly EventId Request = new(2100, "Request");

    private readonly ILogger _logger = loggers.CreateLogger(LineStyle.RequestCategory);
    private readonly LineBudget _budget = new(time);

    /// <param name="isProbe">Whether it only asked how the server is.</param>
    public void Write(RequestFacts facts, bool isProbe)
    {
        var level = isProbe ? LogLevel.Debug : LogLevel.Information;
        if (!_logger.IsEnabled(level)) return;
        if (!facts.Made.IsVerified || facts.Made.IsOverLimit)
        {
            if (!_budget.TryTake(out var untold)) return;
            if (untold > 0) _logger.RequestsUntold(untold);
        }

        _logger.Log(level, Request, facts, null, static (facts, _) => facts.ToString());
    }
}
