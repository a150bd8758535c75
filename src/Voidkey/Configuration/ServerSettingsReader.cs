namespace Voidkey.Configuration;

/// <summary>Reads <c>server</c>, <c>limits</c>, <c>audit</c>, <c>logging</c> and <c>telemetry</c>.</summary>
internal static class ServerSettingsReader
{
    // In a file an address says how it is spoken to.
    private const string NoScheme = "";

    private static readonly string[] Levels = ["debug", "info", "warn", "error"];

    public static ServerSettings Read(ConfigSection root)
    {
        var server = root.SectionOrEmpty("server");
        var limits = root.SectionOrEmpty("limits");
        var logging = root.SectionOrEmpty("logging");
        var audit = root.SectionOrEmpty("audit");
        var telemetry = root.SectionOrEmpty("telemetry");
        var settings = new ServerSettings(
            Urls(server, "urls"),
            limits.WholeNumber("maxKeys", fallback: 10, minimum: 1, maximum: ServerSettings.MostKeys),
            AuditReader.ReadSinks(audit),
            ReadLevels(logging),
            logging.Choice("format", "auto", "json", "text") ?? "auto")
        {
            AuditedClaims = AuditReader.ReadClaims(audit),
            AuditPseudonyms = AuditReader.ReadPseudonyms(audit),
            AuditSigner = AuditReader.ReadSigner(audit),
            DrainDelay = DrainDelay(server),
            ManagementUrls = Urls(server, "managementUrls"),
            Tls = ListenerTlsReader.Read(server),
            TrustedProxies = NetworkList.Read(server, "trustedProxies") ?? [],
            Limits = LimitsReader.Read(limits),
            Prometheus = telemetry.Flag("prometheus", fallback: true),
            Otlp = OtlpReader.Read(telemetry),
        };
        server.Close();
        limits.Close();
        audit.Close();
        logging.Close();
        telemetry.Close();
        return settings;
    }

    private static IReadOnlyList<string> Urls(ConfigSection server, string name)
    {
        var urls = server.TextList(name) ?? [];
        foreach (var url in urls.Where(url => ListenAddress.Parse(url, NoScheme) is null && !server.Reading.IsStoodFor(url)))
            server.ReportEntry(ConfigCodes.InvalidValue, name, url, $"{server.Quote(name, url)} is not an address to listen on, such as http://127.0.0.1:3000");
        return urls;
    }

    private static LogLevels ReadLevels(ConfigSection logging)
    {
        var level = logging.Choice("level", Levels) ?? "info";
        var levels = logging.SectionOrEmpty("levels");
        var read = new LogLevels(levels.Choice("broker", Levels) ?? level, levels.Choice("server", Levels) ?? level, levels.Choice("requests", Levels) ?? level);
        levels.Close();
        return read;
    }

    private static TimeSpan DrainDelay(ConfigSection server)
    {
        var delay = server.Duration("drainDelay", minimumSeconds: 0) ?? TimeSpan.Zero;
        if (delay > TimeSpan.FromMinutes(1)) server.Report(ConfigCodes.OutOfRange, "drainDelay", "this may be 60 seconds at most: whoever sends SIGTERM does not wait for ever before SIGKILL");
        return delay;
    }
}
