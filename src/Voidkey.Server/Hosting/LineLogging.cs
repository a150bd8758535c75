using Voidkey.Configuration;

namespace Voidkey.Server.Hosting;

/// <summary>Sets up logging: to standard error, one line an event, so that standard output is free for audit records.</summary>
internal static class LineLogging
{
    public static ILoggerFactory Create(ServerSettings settings, TimeProvider time)
    {
        var level = settings.LogLevel switch
        {
            "debug" => LogLevel.Debug,
            "warn" => LogLevel.Warning,
            "error" => LogLevel.Error,
            _ => LogLevel.Information,
        };
        var asText = settings.LogFormat == "text" || (settings.LogFormat == "auto" && !Console.IsErrorRedirected);
        return new LineLoggerFactory(level, asText, Console.Error, time);
    }
}
