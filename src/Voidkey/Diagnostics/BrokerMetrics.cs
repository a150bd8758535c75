using System.Diagnostics.Metrics;

namespace Voidkey.Diagnostics;

/// <summary>What the broker counts and times. docs/metrics.md describes every instrument.</summary>
/// <remarks>Whatever stands in a label is bounded: names from the configuration, and codes of ours. Never a subject, an unknown issuer, or what a caller asked for.</remarks>
internal sealed class BrokerMetrics : IDisposable
{
    /// <summary>The outcome of what went well; any other is the name of a <see cref="BrokerErrorCode"/>, as in the log and the audit record.</summary>
    public const string Ok = "ok";

    /// <summary>Stands for whatever is not in the configuration.</summary>
    public const string Other = "_OTHER";

    /// <summary>The outcome of what went wrong and has no <see cref="BrokerErrorCode"/>.</summary>
    public const string Failed = "failed";

    private static readonly InstrumentAdvice<double> Latency = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };
    private static readonly InstrumentAdvice<double> Lifetime = new() { HistogramBucketBoundaries = [300, 900, 1800, 3600, 7200, 14400, 28800, 43200] };

    private readonly Counter<long> _validations;
    private readonly Counter<long> _mints;
    private readonly Counter<long> _records;
    private readonly Counter<long> _reloads;
    private readonly Histogram<double> _calls;
    private readonly Histogram<double> _lifetimes;

    public BrokerMetrics()
    {
        _validations = Meter.CreateCounter<long>("voidkey.token.validations", "{token}", "Subject tokens that were judged.");
        _mints = Meter.CreateCounter<long>("voidkey.mints", "{mint}", "Mints that verified callers asked for, by what was decided.");
        _records = Meter.CreateCounter<long>("voidkey.audit.records", "{record}", "Audit records handed to a sink.");
        _reloads = Meter.CreateCounter<long>("voidkey.configuration.reloads", "{reload}", "Changed configurations, put in force or not.");
        _calls = Meter.CreateHistogram("voidkey.provider.request.duration", "s", "How long an access provider took for one credential, second tries included.", advice: Latency);
        _lifetimes = Meter.CreateHistogram("voidkey.credential.lifetime", "s", "The lifetime of credentials that were handed out.", advice: Lifetime);
    }

    /// <summary>Its own for every broker, so that several in one process do not count as one.</summary>
    public Meter Meter { get; } = new("Voidkey");

    /// <param name="idp">Whose token it is, as far as that is known.</param>
    public void Validated(string? idp, BrokerErrorCode? refusal)
    {
        if (_validations.Enabled) _validations.Add(1, new("idp", idp ?? Other), new("outcome", Outcome(refusal)));
    }

    public void Decided(string idp, BrokerErrorCode? refusal)
    {
        if (_mints.Enabled) _mints.Add(1, new("idp", idp), new("outcome", Outcome(refusal)));
    }

    public void Asked(string provider, BrokerErrorCode? refusal, TimeSpan took)
    {
        if (_calls.Enabled) _calls.Record(took.TotalSeconds, new("provider", provider), new("outcome", Outcome(refusal)));
    }

    public void Issued(string provider, TimeSpan lifetime)
    {
        if (_lifetimes.Enabled) _lifetimes.Record(lifetime.TotalSeconds, new KeyValuePair<string, object?>("provider", provider));
    }

    public void Recorded(string sink, bool isAccepted)
    {
        if (_records.Enabled) _records.Add(1, new("sink", sink), new("outcome", isAccepted ? Ok : Failed));
    }

    public void Reloaded(bool isInForce)
    {
        if (_reloads.Enabled) _reloads.Add(1, new KeyValuePair<string, object?>("outcome", isInForce ? Ok : Failed));
    }

    public void Dispose() => Meter.Dispose();

    private static string Outcome(BrokerErrorCode? refusal) => refusal?.ToString() ?? Ok;
}
