using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>What ships for Prometheus and Grafana asks for metrics that there are.</summary>
public sealed partial class ObservabilityTests
{
    // Prometheus' own, and the platform's that docs/metrics.md names.
    private static readonly string[] Others = ["up", "ALERTS", "dotnet_process_memory_working_set_bytes", "dotnet_process_cpu_time_seconds_total"];

    private static readonly HashSet<string> Known = [.. MetricsPageTests.Documented.SelectMany(static metric => metric.Type == "histogram" ? new[] { $"{metric.Name}_bucket", $"{metric.Name}_sum", $"{metric.Name}_count" } : [metric.Name]), .. Others];

    [Fact]
    public void Every_rule_asks_for_metrics_that_there_are()
    {
        string[] expressions = [.. new[] { "alerts.yaml", "recording.yaml" }.SelectMany(static file => Expressions().Matches(Read(file))).Select(static match => match.Groups[1].Value)];
        Assert.True(expressions.Length >= 15, $"{expressions.Length} rules");
        Assert.All(expressions, AssertKnown);
    }

    [Fact]
    public void Every_panel_asks_for_metrics_that_there_are_and_every_metric_has_one()
    {
        var dashboard = JsonNode.Parse(Read("grafana-dashboard.json"))!;
        string[] expressions = [.. dashboard["panels"]!.AsArray().SelectMany(static panel => panel!["targets"]!.AsArray()).Select(static target => (string)target!["expr"]!)];
        Assert.All(expressions, AssertKnown);
        Assert.All(MetricsPageTests.Documented, metric => Assert.Contains(expressions, expression => expression.Contains(metric.Name, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_alert_has_a_test_in_which_it_fires_and_says_where_to_look()
    {
        var (alerts, tests) = (Read("alerts.yaml"), Read("rules-test.yaml"));
        string[] names = [.. Alerts().Matches(alerts).Select(static match => match.Groups[1].Value)];
        Assert.True(names.Length >= 10, $"{names.Length} alerts");
        Assert.All(names, name => Assert.Contains($"alertname=\"{name}\", alertstate=\"firing\"", tests, StringComparison.Ordinal));
        Assert.Equal((names.Length, names.Length), (alerts.Split("summary:").Length - 1, alerts.Split("description:").Length - 1));
    }

    private static void AssertKnown(string expression)
    {
        string[] names = [.. Metrics().Matches(expression).Select(static match => match.Value)];
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(Known.Contains(name), $"{name} in {expression}"));
    }

    private static string Read(string file) => Source.Read("deploy", "observability", file);

    // A metric is a name with a selector or a range behind it, or one of those that we know by their beginning.
    [GeneratedRegex(@"\b(?:[a-z]+_[a-z_]+|up)(?=\{)|\b(?:voidkey|dotnet|process)_[a-z_]+|\bhttp_server_[a-z_]+")]
    private static partial Regex Metrics();

    [GeneratedRegex(@"expr: (.+(?:\n {10}.*)*)")]
    private static partial Regex Expressions();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alerts();
}
