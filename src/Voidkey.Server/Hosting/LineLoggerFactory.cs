using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Voidkey.Diagnostics;

namespace Voidkey.Server.Hosting;

/// <summary>Writes log events as lines: JSON, or text for people. Whatever an event holds, it stays one line without control characters.</summary>
/// <remarks>Lines are written by one loop. When the reader of the log is too slow, lines are dropped and counted: a log must not stop a mint, the audit record does that.</remarks>
internal sealed class LineLoggerFactory : ILoggerFactory
{
    private const int MaxWaiting = 8192;

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly TextWriter _writer;
    private readonly TimeProvider _time;
    private readonly Task _loop;
    private volatile LineStyle _style;
    private long _dropped;

    public LineLoggerFactory(LineStyle style, TextWriter writer, TimeProvider time)
    {
        (_style, _writer, _time) = (style, writer, time);
        _loop = Task.Run(WriteAllAsync);
    }

    /// <summary>What is logged, and how, from now on.</summary>
    public LineStyle Style
    {
        get => _style;
        set => _style = value;
    }

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one way to log.");

    public void Dispose()
    {
        _lines.Writer.TryComplete();
        _loop.Wait(TimeSpan.FromSeconds(2));
    }

    private void Enqueue(string line)
    {
        if (!_lines.Writer.TryWrite(line)) Interlocked.Increment(ref _dropped);
    }

    private async Task WriteAllAsync()
    {
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync())
            {
                await _writer.WriteLineAsync(line);
                if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                    await _writer.WriteLineAsync(Format("Voidkey.Server", LogLevel.Warning, new EventId(2201, "LinesDropped"), $"{dropped} log lines were dropped", [], null));
                if (!_lines.Reader.TryPeek(out _)) await _writer.FlushAsync();
            }
        }
        catch (IOException)
        {
            // Nobody reads the log any more; the rest is dropped.
        }
    }

    private string Format(string category, LogLevel level, EventId id, string message, IReadOnlyList<KeyValuePair<string, object?>> fields, Exception? failure)
    {
        var now = Timestamps.Milliseconds(_time.GetUtcNow());
        if (_style.AsText) return Printable.Line(failure is null ? $"{now} {Word(level)} {message}" : $"{now} {Word(level)} {message}: {failure}");

        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", now);
            json.WriteString("level", Word(level));
            json.WriteString("category", category);
            json.WriteString("event", id.Name);
            json.WriteString("message", message);
            foreach (var (name, value) in fields.Where(static field => field.Key != "{OriginalFormat}")) json.WriteString(JsonNamingPolicy.CamelCase.ConvertName(name), Convert.ToString(value, CultureInfo.InvariantCulture));
            if (failure is not null) json.WriteString("exception", failure.ToString());
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical => "critical",
        LogLevel.Error => "error",
        LogLevel.Warning => "warn",
        LogLevel.Information => "info",
        _ => "debug",
    };

    private sealed class LineLogger(LineLoggerFactory factory, string category) : ILogger
    {
        private readonly LogLevel _least = LeastOf(category);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        // The framework's own messages repeat what ours say, or what nobody needs at three in the morning.
        // Its request log is off altogether: while it has a listener, every request begins an activity that nobody reads.
        private static LogLevel LeastOf(string category) =>
            category == "Microsoft.AspNetCore.Hosting.Diagnostics" ? LogLevel.None
            : category.StartsWith("Microsoft", StringComparison.Ordinal) ? LogLevel.Warning
            : LogLevel.Trace;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _least && logLevel >= factory._style.Level && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var fields = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            factory.Enqueue(factory.Format(category, logLevel, eventId, formatter(state, exception), fields, exception));
        }
    }
}
