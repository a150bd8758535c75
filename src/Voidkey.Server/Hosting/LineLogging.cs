using Voidkey.Configuration;

namespace Voidkey.Server.Hosting;

/// <summary>Sets up logging: to standard error, one line an event, so that standard output is free for audit records.</summary>
internal static class LineLogging
{
    public static LineLoggerFactory Create(ServerSettings settings, TimeProvider time) => new(StyleOf(settings), Console.OpenStandardError(), time);

    public static LineStyle StyleOf(ServerSettings settings) => new(
        Level(settings.LogLevels.Broker),
        Level(settings.LogLevels.Server),
        Level(settings.LogLevels.Requests),
        settings.LogFormat == "text" || (settings.LogFormat == "auto" && !Console.IsErrorRedirected));

    private static LogLevel Level(string word) => word switch
    {
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => LogLevel.Information,
    };
}

/// <param name="Broker">The least severe events of the broker that are logged.</param>
/// <param name="Server">Of the server, and of the platform below it, of which nothing below a warning is logged.</param>
/// <param name="Requests">Of requests.</param>
/// <param name="AsText">For people; else JSON.</param>
internal sealed record LineStyle(LogLevel Broker, LogLevel Server, LogLevel Requests, bool AsText)
{
    /// <summary>The category of request lines.</summary>
    public const string RequestCategory = "Voidkey.Requests";

    /// <summary>The category of the server's own events.</summary>
    public const string ServerCategory = "Voidkey.Server";

    /// <summary>The least severe events of a category that are logged.</summary>
    public LogLevel LeastOf(string category) => category switch
    {
        RequestCategory => Requests,
        ServerCategory => Server,

        // While its request log has a listener, every request begins an activity that nobody reads.
        "Microsoft.AspNetCore.Hosting.Diagnostics" => LogLevel.None,

        // The framework's own messages repeat what ours say, or what nobody needs at three in the morning.
        _ when category.StartsWith("Microsoft", StringComparison.Ordinal) => Server > LogLevel.Warning ? Server : LogLevel.Warning,
        _ => Broker,
    };
}
