namespace Voidkey.Server.Hosting;

/// <summary>Every message of the server, declared once.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(2001, LogLevel.Information, "Listening on {Url}, version {Version}")]
    public static partial void Listening(this ILogger logger, Uri url, string version);

    [LoggerMessage(2002, LogLevel.Warning, "{Url} is open to the network without TLS; credentials travel in the clear unless a proxy in front speaks https")]
    public static partial void ListeningInTheClear(this ILogger logger, Uri url);

    [LoggerMessage(2003, LogLevel.Information, "Stopped; every request under way was answered")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(2005, LogLevel.Information, "Told to stop: not ready any more, and serving on for {Delay}")]
    public static partial void Draining(this ILogger logger, TimeSpan delay);

    [LoggerMessage(2004, LogLevel.Critical, "Cannot run: {Why}")]
    public static partial void CannotRun(this ILogger logger, string why);

    [LoggerMessage(2010, LogLevel.Warning, "Of 'server' has changed what needs a restart; until then the server listens as it did")]
    public static partial void NeedsRestart(this ILogger logger);

    [LoggerMessage(2102, LogLevel.Warning, "{Permits} requests from {Address} in {Window} were not those of a verified caller; more from there are refused unread until it is over")]
    public static partial void AddressLimited(this ILogger logger, System.Net.IPAddress address, int permits, TimeSpan window);

    [LoggerMessage(2103, LogLevel.Warning, "{Count} more requests of callers that nobody verified have no line each")]
    public static partial void RequestsUntold(this ILogger logger, long count);

    [LoggerMessage(2301, LogLevel.Warning, "Spans or metrics cannot be delivered to {Collector}: {Cause}; {Count} batches were lost")]
    public static partial void CollectorFailed(this ILogger logger, string collector, string cause, long count);

    [LoggerMessage(2302, LogLevel.Information, "Spans and metrics are delivered to {Collector} again")]
    public static partial void CollectorReached(this ILogger logger, string collector);

    [LoggerMessage(2101, LogLevel.Error, "Unexpected failure of request {RequestId}")]
    public static partial void RequestFailed(this ILogger logger, Exception failure, string requestId);
}
