using System.Net.Http.Headers;

namespace Voidkey.Configuration;

/// <summary>Reads of <c>telemetry</c> where spans and metrics are sent.</summary>
internal static class OtlpReader
{
    private static readonly string[] Beside = ["otlpHeaders", "traceIdRatio", "caFile", "allowInsecureHttp"];

    // They say where a request goes, how it is framed, or what is in it.
    private static readonly string[] NotForUsers = ["Host", "Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect"];

    public static OtlpSettings? Read(ConfigSection telemetry)
    {
        var endpoint = telemetry.Url("otlpEndpoint");
        telemetry.Flag("allowInsecureHttp", false);
        var settings = new OtlpSettings(endpoint ?? new Uri("https://nowhere.invalid"), telemetry.Ratio("traceIdRatio", fallback: 1))
        {
            Anchors = telemetry.CertificateAuthorities("caFile"),
            Headers = ReadHeaders(telemetry),
        };
        if (!telemetry.Has("otlpEndpoint"))
        {
            foreach (var name in Beside.Where(telemetry.Has)) telemetry.Report(ConfigCodes.Conflict, name, "this says something about 'otlpEndpoint', which is missing");
        }

        return endpoint is null ? null : settings;
    }

    // As OTEL_EXPORTER_OTLP_HEADERS has them: name=value, percent-encoded, with commas between.
    private static List<KeyValuePair<string, Secret>> ReadHeaders(ConfigSection telemetry)
    {
        var headers = new List<KeyValuePair<string, Secret>>();
        foreach (var part in telemetry.OptionalSecret("otlpHeaders")?.Reveal().Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? ("", "") : (part[..equals].TrimEnd(), Uri.UnescapeDataString(part[(equals + 1)..].TrimStart()));
            if (!IsForUsers(name, value)) telemetry.Report(ConfigCodes.InvalidValue, "otlpHeaders", "this must be name=value, with commas between several; a comma within a value is written %2C, and no header says where a request goes or what is in it");
            else if (headers.Exists(one => string.Equals(one.Key, name, StringComparison.OrdinalIgnoreCase))) telemetry.Report(ConfigCodes.Duplicate, "otlpHeaders", "a header stands here twice; its case makes no difference");
            else headers.Add(new(name, new Secret(value)));
        }

        return headers;
    }

    private static bool IsForUsers(string name, string value)
    {
        if (name.Length is 0 or > 128 || value.Length is 0 or > 8192 || value.Any(static c => c is < ' ' or > '~')) return false;
        if (NotForUsers.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase)) return false;

        // Those of the content are refused here too.
        using var request = new HttpRequestMessage();
        HttpRequestHeaders headers = request.Headers;
        return headers.TryAddWithoutValidation(name, value);
    }
}
