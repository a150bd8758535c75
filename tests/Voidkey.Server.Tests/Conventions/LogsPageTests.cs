using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Voidkey.Server.Hosting;
using Voidkey.Server.Requests;
using Xunit;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>docs/logs.md lists what the log can say, and nothing else.</summary>
public sealed partial class LogsPageTests
{
    private static readonly string Page = Source.Read("docs", "logs.md");

    [Fact]
    public void Every_event_is_on_the_page_with_its_level()
    {
        var declared = Source.Files.SelectMany(static file => Message().Matches(file.Text)).Select(static match => (match.Groups[1].Value, match.Groups[3].Value, Word(match.Groups[2].Value)))
            .Append(Of(RequestLog.Request, "info")).Append(Of(LineLoggerFactory.LinesDropped, "warn")).ToArray();

        Assert.True(declared.Length > 30, $"{declared.Length} events");
        Assert.Equal(declared.Length, declared.DistinctBy(static one => one.Item1).Count());
        Assert.Equal(declared.Order(), Rows().Order());

        static (string, string, string) Of(EventId id, string level) => ($"{id.Id}", id.Name!, level);
    }

    [Fact]
    public void Every_member_of_a_request_line_is_on_the_page()
    {
        var facts = new RequestFacts { Id = "i", TraceId = "t", Method = "GET", Route = "/r", Status = 403, Error = "e", Reason = "r" };
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            facts.WriteTo(json);
            json.WriteEndObject();
        }

        string[] members = [.. JsonDocument.Parse(stream.ToArray()).RootElement.EnumerateObject().Select(static member => member.Name), "idp", "providers", "validateMs", "authorizeMs", "brokerTokenMs", "providerMs", "auditMs"];
        Assert.All(members, static name => Assert.Contains($"`{name}`", Page, StringComparison.Ordinal));
    }

    // A row may tell of several: each column has as many.
    private static IEnumerable<(string, string, string)> Rows() => Row().Matches(Page).SelectMany(static row =>
    {
        string[][] cells = [.. Enumerable.Range(1, 3).Select(cell => row.Groups[cell].Value.Replace("`", "", StringComparison.Ordinal).Split(", "))];
        return cells[0].Select((id, i) => (id, cells[1][i], cells[2][i]));
    });

    private static string Word(string level) => level switch
    {
        "Information" => "info",
        "Warning" => "warn",
        _ => level.ToLowerInvariant(),
    };

    [GeneratedRegex(@"\[LoggerMessage\((\d+), LogLevel\.(\w+), "".*""\)\]\s+public static partial void (\w+)")]
    private static partial Regex Message();

    [GeneratedRegex(@"^\| (\d[\d, ]*) \| ([^|]+) \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
