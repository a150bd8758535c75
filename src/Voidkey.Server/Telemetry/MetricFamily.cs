using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Voidkey.Server.Telemetry;

/// <summary>One instrument and all its series.</summary>
internal sealed class MetricFamily
{
    /// <summary>How many series are kept. Labels are bounded by the configuration, so this is for a bug; what comes beyond it is counted under one label, as the OpenTelemetry SDK does.</summary>
    public const int MostSeries = 2000;

    private const string Overflow = "otel_metric_overflow=\"true\"";

    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<SeriesKey, MetricSeries> _series = new();
    private readonly MetricSeries _overflow;
    private readonly double[] _bounds = [];
    private long _look;

    public MetricFamily(Instrument instrument)
    {
        Instrument = instrument;
        var kind = instrument.GetType().Name;
        IsHistogram = kind.StartsWith("Histogram", StringComparison.Ordinal);
        IsCounter = kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal);
        IsGauge = kind.StartsWith("Gauge", StringComparison.Ordinal);
        if (IsHistogram) _bounds = (instrument as Instrument<double>)?.Advice?.HistogramBucketBoundaries?.ToArray() ?? DefaultBounds;
        _overflow = new MetricSeries(Overflow, _bounds);
    }

    public Instrument Instrument { get; }

    public bool IsHistogram { get; }

    /// <summary>True where the value only grows.</summary>
    public bool IsCounter { get; }

    /// <summary>The series there are, in the order of their labels; of what is measured when somebody looks, those of the last look.</summary>
    public IEnumerable<MetricSeries> Series => _series.Values.Append(_overflow)
        .Where(series => Instrument.IsObservable ? series.SeenAt == _look && _look > 0 : series != _overflow || _series.Count >= MostSeries)
        .OrderBy(static series => series.Labels, StringComparer.Ordinal);

    private bool IsGauge { get; }

    /// <summary>From here on what is measured belongs to a new look.</summary>
    public void BeginLook() => _look++;

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        if (!_series.TryGetValue(SeriesKey.Of(labels), out var series)) series = Add(labels);
        if (Instrument.IsObservable) series.Observe(value, _look);
        else if (IsHistogram) series.Sample(value);
        else if (IsGauge) series.Observe(value, 0);
        else series.Add(value);
    }

    private MetricSeries Add(ReadOnlySpan<KeyValuePair<string, object?>> labels) =>
        _series.Count >= MostSeries ? _overflow : _series.GetOrAdd(SeriesKey.Of(labels), static (_, made) => made, new MetricSeries(Text(labels), _bounds));

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var parts = new List<string>(labels.Length);
        foreach (var (name, value) in labels)
        {
            if (Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text) parts.Add($"{PrometheusName.OfLabel(name)}=\"{Escape(text)}\"");
        }

        return string.Join(',', parts);
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
