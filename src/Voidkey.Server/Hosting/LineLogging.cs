using Voidkey.Configuration;

namespace Voidkey.Server.Hosting;

/// <summary>Sets up logging: to standard error, one line an event, so that standard output is free for audit records.</summary>
internal static class LineLogging
{
    public static LineLoggerFactory Create(ServerSettings settings, TimeProvider time) => new(StyleOf(settings), Console.Error, time);

    public static LineStyle StyleOf(ServerSettings settings)
    {
        var level = settings.LogLevel switch
        {
            "debug" => LogLevel.Debug,
            "warn" => LogLevel.Warning,
            "error" => LogLevel.Error,
            _ => LogLevel.Information,
        };
        var asText = settings.LogFormat == "text" || (settings.LogFormat == "auto" && !Console.IsErrorRedirected);
        return new LineStyle(level, asText);
    }
}

/// <param name="Level">The least severe events that are logged.</param>
/// <param name="AsText">For people; else JSON.</param>
internal sealed record LineStyle(LogLevel Level, bool AsText);
