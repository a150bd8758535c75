using System.Diagnostics.Metrics;
using Voidkey.Server.Hosting;

namespace Voidkey.Server.Telemetry;

/// <summary>Counts what was delivered to a collector and what was not, and tells of trouble once a minute at most.</summary>
internal sealed class Deliveries
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
    private static readonly string[] Signals = ["traces", "metrics"];

    private readonly Lock _gate = new();
    private readonly long[] _delivered = new long[Signals.Length];
    private readonly long[] _failed = new long[Signals.Length];
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private bool _isFailing;
    private long _untold;
    private long? _toldAt;

    public Deliveries(Meter meter, ILogger logger, TimeProvider time)
    {
        (_logger, _time) = (logger, time);
        meter.CreateObservableCounter("voidkey.telemetry.exports", Look, "{export}", "Batches of spans and of metrics that were sent to a collector.");
    }

    /// <param name="fault">Why it was not delivered; null: it was.</param>
    /// <param name="endpoint">Where it was sent; its host is told.</param>
    public void Count(string signal, string? fault, Uri endpoint)
    {
        lock (_gate)
        {
            (fault is null ? _delivered : _failed)[Array.IndexOf(Signals, signal)]++;
            if (fault is null) Recover(endpoint);
            else Fail(fault, endpoint);
        }
    }

    // One of the two may go through while the other does not: the line about the one comes no more often for it.
    private void Recover(Uri endpoint)
    {
        if (!_isFailing) return;
        _isFailing = false;
        _logger.CollectorReached(endpoint.Authority);
    }

    private void Fail(string fault, Uri endpoint)
    {
        _untold++;
        if (_toldAt is { } told && _time.GetElapsedTime(told) < Quiet) return;

        _logger.CollectorFailed(endpoint.Authority, fault, _untold);
        (_isFailing, _untold, _toldAt) = (true, 0, _time.GetTimestamp());
    }

    private IEnumerable<Measurement<long>> Look()
    {
        for (var i = 0; i < Signals.Length; i++)
        {
            var (delivered, failed) = (Read(_delivered, i), Read(_failed, i));
            if (delivered > 0) yield return Of(delivered, i, "ok");
            if (failed > 0) yield return Of(failed, i, "failed");
        }
    }

    private long Read(long[] counts, int signal)
    {
        lock (_gate) return counts[signal];
    }

    private static Measurement<long> Of(long count, int signal, string outcome) => new(count, new("signal", Signals[signal]), new KeyValuePair<string, object?>("outcome", outcome));
}
