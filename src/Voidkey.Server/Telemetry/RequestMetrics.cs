using System.Diagnostics.Metrics;
using Voidkey.Server.Hosting;
using Voidkey.Server.Requests;

namespace Voidkey.Server.Telemetry;

/// <summary>What the server counts and times of its requests, on the broker's meter. docs/metrics.md describes every instrument.</summary>
internal sealed class RequestMetrics
{
    /// <summary>Stands for a method that is none of HTTP's: a caller could make up any number of them (OpenTelemetry's conventions for HTTP).</summary>
    private const string OtherMethod = "_OTHER";

    // OpenTelemetry's conventions for HTTP advise these.
    private static readonly InstrumentAdvice<double> Bounds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    // A number would have to be boxed for every request.
    private static readonly string[] Statuses = [.. Enumerable.Range(0, 600).Select(static status => $"{status}")];

    private static readonly string[] Methods =
        [HttpMethods.Post, HttpMethods.Get, HttpMethods.Head, HttpMethods.Options, HttpMethods.Put, HttpMethods.Delete, HttpMethods.Patch, HttpMethods.Trace, HttpMethods.Connect];

    private readonly Histogram<double> _duration;
    private readonly Counter<long> _refusals;
    private long _active;

    public RequestMetrics(Meter meter, Readiness readiness)
    {
        _duration = meter.CreateHistogram("http.server.request.duration", "s", "How long requests took, from their headers to the end of the answer.", advice: Bounds);
        _refusals = meter.CreateCounter<long>("voidkey.refusals", "{refusal}", "Requests that were refused, by what the caller was told.");
        meter.CreateObservableUpDownCounter("http.server.active_requests", () => Interlocked.Read(ref _active), "{request}", "Requests under way.");
        meter.CreateObservableGauge("voidkey.ready", () => readiness.IsReady ? 1L : 0, null, "1 while callers are welcome, as /health/ready says.");
        meter.CreateObservableGauge("voidkey.build.info", static () => new Measurement<long>(1, new KeyValuePair<string, object?>("version", ServerVersion.Text)), null, "1, for the version that runs.");
    }

    public void Begin() => Interlocked.Increment(ref _active);

    public void End(RequestFacts facts)
    {
        Interlocked.Decrement(ref _active);
        if (facts.Error is not null) _refusals.Add(1, new("error", facts.Error), new("reason", facts.Reason));
        if (_duration.Enabled) _duration.Record(facts.Took.TotalSeconds, new("http.request.method", facts.Method), new("http.route", facts.Route), new("http.response.status_code", Word(facts.Status)));
    }

    /// <returns>The method, or what stands for one that is none of HTTP's.</returns>
    public static string MethodOf(string method) => Array.Exists(Methods, known => ReferenceEquals(known, HttpMethods.GetCanonicalizedValue(method))) ? HttpMethods.GetCanonicalizedValue(method) : OtherMethod;

    private static string Word(int status) => status is >= 0 and < 600 ? Statuses[status] : Statuses[0];
}
