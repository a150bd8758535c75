using System.Diagnostics.Metrics;
using Voidkey.Server.Telemetry;
using Xunit;

namespace Voidkey.Server.Tests.Telemetry;

/// <summary>What an instrument measured is told as Prometheus reads it.</summary>
public sealed class MetricsCollectorTests : IDisposable
{
    private readonly Meter _meter = new("Voidkey");
    private readonly MetricsCollector _collector;

    public MetricsCollectorTests() => _collector = new MetricsCollector(_meter);

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_histogram_counts_each_measurement_in_every_bucket_that_holds_it()
    {
        var histogram = _meter.CreateHistogram("h", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 5] });
        foreach (var value in new[] { 0.5, 1, 2, 100 }) histogram.Record(value);
        var read = new Exposition(_collector.Read());

        Assert.Equal(
            (2, 3, 4, 4, 103.5),
            (read["""h_seconds_bucket{le="1"}"""], read["""h_seconds_bucket{le="5"}"""], read["""h_seconds_bucket{le="+Inf"}"""], read["h_seconds_count"], read["h_seconds_sum"]));
    }

    [Fact]
    public void A_label_cannot_end_its_quotes_or_its_line()
    {
        _meter.CreateCounter<long>("c").Add(1, new KeyValuePair<string, object?>("name", "a\"} 1\nforged 7\\"));

        Assert.Equal(1, new Exposition(_collector.Read())["""c_total{name="a\"} 1\nforged 7\\"}"""]);
    }

    [Fact]
    public void What_is_no_longer_observed_is_gone()
    {
        var names = new List<string> { "a", "b" };
        _meter.CreateObservableGauge("g", () => names.Select(static name => new Measurement<long>(1, new KeyValuePair<string, object?>("name", name))));
        Assert.Equal(2, new Exposition(_collector.Read()).Series.Count(static series => series.StartsWith("g{", StringComparison.Ordinal)));

        names.Remove("a");
        Assert.Equal(["""g{name="b"}"""], new Exposition(_collector.Read()).Series.Where(static series => series.StartsWith("g{", StringComparison.Ordinal)));
    }

    [Fact]
    public void Another_meter_of_the_same_name_is_another_brokers()
    {
        using var other = new Meter("Voidkey");
        other.CreateCounter<long>("theirs").Add(1);

        Assert.DoesNotContain("theirs", _collector.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void Series_without_end_are_counted_as_one()
    {
        var counter = _meter.CreateCounter<long>("c");
        for (var i = 0; i < MetricFamily.MostSeries + 10; i++) counter.Add(1, new KeyValuePair<string, object?>("name", i));
        var read = new Exposition(_collector.Read());

        Assert.Equal(10, read["""c_total{otel_metric_overflow="true"}"""]);
        Assert.Equal(MetricFamily.MostSeries + 1, read.Series.Count(static series => series.StartsWith("c_total", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Of_what_is_counted_at_once_nothing_is_lost()
    {
        var (counter, histogram) = (_meter.CreateCounter<long>("c"), _meter.CreateHistogram<double>("h"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("name", "a"));
                histogram.Record(1);
            }
        })));
        var read = new Exposition(_collector.Read());

        Assert.Equal((80_000, 80_000, 80_000), (read["""c_total{name="a"}"""], read["h_count"], read["h_sum"]));
    }

    [Fact]
    public void The_platforms_own_metrics_are_there() => Assert.True(new Exposition(_collector.Read())["dotnet_process_memory_working_set_bytes"] > 1_000_000);
}
