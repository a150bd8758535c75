using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Voidkey.Configuration;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Server.Hosting;

namespace Voidkey.Server.Telemetry;

/// <summary>Sends spans and metrics to a collector, from threads of its own: no request waits for it, and what cannot be delivered is not kept. While no endpoint is configured there is nothing of it.</summary>
internal sealed class OtlpExport : IDisposable
{
    /// <summary>How long an end, or a change of the settings, waits for what is left to be delivered.</summary>
    public static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(2);

    /// <summary>How many spans wait to be sent; more are dropped.</summary>
    public const int MostWaiting = 2048;

    private const int LongestDelivery = 5000;

    private readonly Meter _meter;
    private readonly OutboundHttp _http;
    private readonly Deliveries _deliveries;
    private readonly TimeProvider _time;
    private OtlpSettings? _settings;
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    /// <param name="meter">What is measured; the deliveries themselves are counted there too.</param>
    /// <param name="http">The way out.</param>
    public OtlpExport(Meter meter, OutboundHttp http, ILoggerFactory loggers, TimeProvider time)
    {
        (_meter, _http, _time) = (meter, http, time);
        _deliveries = new Deliveries(meter, loggers.CreateLogger(LineStyle.ServerCategory), time);
    }

    /// <summary>How often spans are sent, and metrics.</summary>
    public (TimeSpan Spans, TimeSpan Metrics) Interval { get; init; } = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));

    /// <summary>Sends there from now on. Called by one at a time; takes up to <see cref="FlushLimit"/> where something was sent elsewhere before.</summary>
    /// <param name="settings">Null: nothing is sent.</param>
    public void Follow(OtlpSettings? settings)
    {
        if (settings is null ? _settings is null : settings.IsSameAs(_settings)) return;

        End();
        _settings = settings;
        if (settings is not null) Begin(settings);
    }

    public void Dispose() => End();

    private void Begin(OtlpSettings settings)
    {
        // The environment names the service (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES); where anything is sent, and with what, it does not decide.
        _traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(BrokerSpans.Source.Name)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.TraceIdRatio)))
            .AddProcessor(new BatchActivityExportProcessor(new OtlpTraceExporter(OptionsOf(settings, "traces")), MostWaiting, (int)Interval.Spans.TotalMilliseconds, LongestDelivery))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(_meter.Name, MetricsCollector.Runtime)
            .AddReader(new PeriodicExportingMetricReader(new OtlpMetricExporter(OptionsOf(settings, "metrics")), (int)Interval.Metrics.TotalMilliseconds, LongestDelivery))
            .Build();
    }

    // Both at once, and no longer than the limit, whatever they do: their threads end with the process.
    private void End()
    {
        var (traces, metrics) = (Interlocked.Exchange(ref _traces, null), Interlocked.Exchange(ref _metrics, null));
        if (traces is null || metrics is null) return;

        var limit = (int)FlushLimit.TotalMilliseconds;
        Task[] ends = [Task.Run(() => traces.Shutdown(limit)), Task.Run(() => metrics.Shutdown(limit))];
        if (!Task.WaitAll(ends, FlushLimit)) return;
        traces.Dispose();
        metrics.Dispose();
    }

    private static void Describe(ResourceBuilder resource) => resource.Clear()
        .AddService("voidkey", serviceVersion: ServerVersion.Text).AddTelemetrySdk().AddEnvironmentVariableDetector();

    private OtlpExporterOptions OptionsOf(OtlpSettings settings, string signal)
    {
        var url = new UriBuilder(settings.Endpoint);
        url.Path = $"{url.Path.TrimEnd('/')}/v1/{signal}";
        return new OtlpExporterOptions
        {
            Endpoint = url.Uri,
            Protocol = OtlpExportProtocol.HttpProtobuf,
            TimeoutMilliseconds = LongestDelivery,
            Headers = "",
#pragma warning disable RS0030 // The SDK wants one; what it sends goes out through OutboundHttp all the same.
            HttpClientFactory = () => new HttpClient(new CollectorHandler(_http.Trusting(settings.Anchors), settings, signal, _deliveries, _time)),
#pragma warning restore RS0030
        };
    }
}
