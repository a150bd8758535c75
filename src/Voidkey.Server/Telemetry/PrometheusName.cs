using System.Text;

namespace Voidkey.Server.Telemetry;

/// <summary>Names as Prometheus writes them: OpenTelemetry's rules of compatibility, "Prometheus and OpenMetrics Compatibility".</summary>
internal static class PrometheusName
{
    /// <returns><c>http.server.request.duration</c> in <c>s</c> → <c>http_server_request_duration_seconds</c>; a counter ends in <c>_total</c>.</returns>
    public static string Of(MetricFamily family)
    {
        var name = Plain(family.Instrument.Name) + family.Instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        return family.IsCounter ? name + "_total" : name;
    }

    public static string OfLabel(string name) => Plain(name);

    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var c in name) plain.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        return plain.ToString();
    }
}
