using System.Globalization;
using System.Text;

namespace Voidkey.Server.Telemetry;

/// <summary>Writes what was measured in Prometheus' text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<MetricFamily> families)
    {
        var text = new StringBuilder(16 * 1024);
        foreach (var family in families)
        {
            MetricSeries[] series = [.. family.Series];
            if (series.Length == 0) continue;

            var name = PrometheusName.Of(family);
            if (family.Instrument.Description is { } description) text.Append("# HELP ").Append(name).Append(' ').Append(Help(description)).Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(family.IsHistogram ? "histogram" : family.IsCounter ? "counter" : "gauge").Append('\n');
            foreach (var one in series)
            {
                if (family.IsHistogram) WriteHistogram(text, name, one);
                else Line(text, name, one.Labels, one.Value);
            }
        }

        return text.ToString();
    }

    // What a bucket says includes all below it; the last is the count, so that both are always of one moment.
    private static void WriteHistogram(StringBuilder text, string name, MetricSeries series)
    {
        var (buckets, below) = (series.Buckets, 0L);
        for (var i = 0; i < buckets.Length; i++)
        {
            below += buckets[i];
            var bound = i < series.Bounds.Count ? Number(series.Bounds[i]) : "+Inf";
            Line(text, name + "_bucket", series.Labels.Length == 0 ? $"le=\"{bound}\"" : $"{series.Labels},le=\"{bound}\"", below);
        }

        Line(text, name + "_sum", series.Labels, series.Value);
        Line(text, name + "_count", series.Labels, below);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Help(string description) => description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
