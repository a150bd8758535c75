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
        var writer = new StringWriter { NewLine = "\n" };
        using (var loggers = new LineLoggerFactory(new LineStyle(LogLevel.Debug, asText), writer, TimeProvider.System))
        {
            var logger = loggers.CreateLogger("Voidkey");
            foreach (var text in texts) Said(logger, text, new InvalidOperationException(text));
        }

        var written = writer.ToString();
        var lines = written.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(texts.Length, lines.Length);
        Assert.DoesNotContain(written, static c => (char.IsControl(c) && c != '\n') || c is '\u2028' or '\u2029' or '\u202e' or '\u2066' or '\u200b' or '\ufeff');
        if (!asText) Assert.All(lines, static line => Assert.Equal("Said", JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()));
    }
}
