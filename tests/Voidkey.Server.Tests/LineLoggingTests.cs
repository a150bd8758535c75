using System.Text.Json;
using Microsoft.Extensions.Logging;
using Voidkey.Server.Hosting;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>Whatever an event holds, it stays one line that commands no terminal.</summary>
public sealed class LineLoggingTests
{
    private static readonly Action<ILogger, string, Exception?> Said = LoggerMessage.Define<string>(LogLevel.Warning, new EventId(1, "Said"), "Somebody said {What}");

    [Theory]
    [InlineData(true), InlineData(false)]
    public void Every_character_of_outside_text_keeps_to_its_line(bool asText)
    {
        // Each code point but the lone surrogates, a hundred to an event, and those too.
        var texts = Enumerable.Range(0, 0x3000).Chunk(100).Select(static chunk => string.Concat(chunk.Select(char.ConvertFromUtf32)))
            .Concat(["\ud800", "\udfff", "\U000e0041", "\U0001d173", "a\r\n{\"forged\":true}\n", "\u001b[2J\u009b2J\u202e\u2066\u2028\u2029\u0085"]).ToArray();
        using var stream = new WrittenLog();
        using (var loggers = new LineLoggerFactory(new LineStyle(LogLevel.Debug, LogLevel.Debug, LogLevel.Debug, asText), stream, TimeProvider.System))
        {
            var logger = loggers.CreateLogger("Voidkey");
            foreach (var text in texts) Said(logger, text, new InvalidOperationException(text));
        }

        var written = stream.Text;
        var lines = written.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(texts.Length, lines.Length);
        Assert.DoesNotContain(written, static c => (char.IsControl(c) && c != '\n') || c is '\u2028' or '\u2029' or '\u202e' or '\u2066' or '\u200b' or '\ufeff');
        if (!asText) Assert.All(lines, static line => Assert.Equal("Said", JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()));
    }

    [Fact]
    public void Each_category_has_a_level_of_its_own()
    {
        using var stream = new WrittenLog();
        using (var loggers = new LineLoggerFactory(new LineStyle(Broker: LogLevel.Debug, Server: LogLevel.Error, Requests: LogLevel.Warning, AsText: false), stream, TimeProvider.System))
        {
            foreach (var category in new[] { "Voidkey", "Voidkey.Server", "Voidkey.Requests", "Microsoft.AspNetCore.Server.Kestrel" }) Said(loggers.CreateLogger(category), "x", null);
            Assert.False(loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Critical));
        }

        var lines = stream.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("category").GetString());
        Assert.Equal(["Voidkey", "Voidkey.Requests"], lines);
    }

    [Fact]
    public void A_reader_that_hangs_costs_lines_and_nobody_time()
    {
        using var isWriting = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        using var stream = new WrittenLog(() =>
        {
            isWriting.Set();
            go.Wait(TestContext.Current.CancellationToken);
        });
        using (var loggers = new LineLoggerFactory(new LineStyle(LogLevel.Debug, LogLevel.Debug, LogLevel.Debug, AsText: true), stream, TimeProvider.System))
        {
            var logger = loggers.CreateLogger("Voidkey");
            Said(logger, "first", null);
            isWriting.Wait(TestContext.Current.CancellationToken);
            for (var i = 0; i < 20_000; i++) Said(logger, "more", null);
            go.Set();
            for (var i = 0; i < 50 && !stream.Text.Contains("log lines were dropped", StringComparison.Ordinal); i++)
            {
                Said(logger, "last", null);
                TestContext.Current.CancellationToken.WaitHandle.WaitOne(20);
            }
        }

        Assert.Matches("1[12]\\d\\d\\d log lines were dropped", stream.Text);
        Assert.Equal(8192, stream.Text.Split('\n').Count(static line => line.EndsWith("more", StringComparison.Ordinal)));
    }
}
