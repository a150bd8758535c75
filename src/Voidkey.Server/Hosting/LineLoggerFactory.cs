namespace Voidkey.Server.Hosting;

/// <summary>Logs to one stream, one line an event.</summary>
internal sealed class LineLoggerFactory : ILoggerFactory
{
    /// <summary>The event of lines that are not there.</summary>
    public static readonly EventId LinesDropped = new(2201, "LinesDropped");

    private readonly TimeProvider _time;
    private readonly LogLines _lines;
    private volatile LineStyle _style;

    /// <param name="stream">Where the lines go; not disposed of.</param>
    public LineLoggerFactory(LineStyle style, Stream stream, TimeProvider time)
    {
        (_style, _time) = (style, time);
        _lines = new LogLines(stream, count => Format(LineStyle.ServerCategory, LogLevel.Warning, LinesDropped, new Dropped(count), static (dropped, _) => $"{dropped.Count} log lines were dropped", null));
    }

    /// <summary>What is logged, and how, from now on.</summary>
    public LineStyle Style
    {
        get => _style;
        set => _style = value;
    }

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one way to log.");

    public void Dispose() => _lines.Dispose();

    private byte[] Format<TState>(string category, LogLevel level, EventId id, TState state, Func<TState, Exception?, string> message, Exception? failure) => _style.AsText
        ? LineFormat.Text(_time.GetUtcNow(), level, message(state, failure), failure)
        : LineFormat.JsonOf(_time.GetUtcNow(), category, level, id, state, message, failure);

    private readonly record struct Dropped(long Count);

    private sealed class LineLogger(LineLoggerFactory factory, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= factory._style.LeastOf(category);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            factory._lines.Add(factory.Format(category, logLevel, eventId, state, formatter, exception), isUrgent: logLevel >= LogLevel.Warning);
        }
    }
}
