using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Voidkey.Testing;

namespace Voidkey.Tests.Support;

/// <summary>Everything that was logged, at any level: the text, the fields and the exceptions.</summary>
public sealed class CapturedLog : ILogger, ILoggerFactory
{
    private readonly ConcurrentQueue<(int EventId, LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<(int EventId, LogLevel Level, string Text)> Lines => [.. _lines];

    public string Text => string.Join('\n', _lines.Select(line => line.Text));

    public int Count(int eventId) => _lines.Count(line => line.EventId == eventId);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
        // What was logged is still to be looked at.
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var fields = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : "";
        var text = $"{formatter(state, exception)} [{fields}] {exception}";
        CanaryFolder.Said("the log", text);
        _lines.Enqueue((eventId.Id, logLevel, text));
    }
}
