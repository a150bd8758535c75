using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Voidkey.Server.Telemetry;
using Xunit;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>docs/metrics.md lists what there is, and nothing else.</summary>
public sealed partial class MetricsPageTests : IAsyncLifetime
{
    private readonly ServerWorld _world = new();

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    /// <summary>The names on the page, with their type.</summary>
    internal static IReadOnlyList<(string Name, string Type)> Documented { get; } =
        [.. Row().Matches(Source.Read("docs", "metrics.md")).Select(static row => (row.Groups[1].Value, row.Groups[2].Value)).Order()];

    [Fact]
    public void Every_instrument_is_on_the_page_with_its_type()
    {
        var families = new List<MetricFamily>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => families.AddRange(ReferenceEquals(instrument.Meter, _world.Host.Meter) ? [new MetricFamily(instrument)] : []) };
        listener.Start();

        Assert.True(families.Count > 15, $"{families.Count} instruments");
        Assert.Equal(Documented, families.Select(static family => (PrometheusName.Of(family), family.IsHistogram ? "histogram" : family.IsCounter ? "counter" : "gauge")).Order());
        Assert.All(families, static family => Assert.False(string.IsNullOrEmpty(family.Instrument.Description), family.Instrument.Name));
    }

    [GeneratedRegex(@"^\| `([a-z_]+)` \| (counter|gauge|histogram) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
