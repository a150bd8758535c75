using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Voidkey.Configuration;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Limits;

namespace Voidkey;

/// <summary>The broker in force, and what outlives a change of its configuration: the audit sinks, the counted uses of tokens, the used limits and the way out.</summary>
public sealed class BrokerHost : IAsyncDisposable
{
    private readonly OutboundHttp _http;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AuditSinks _sinks;
    private readonly ReplayStores _replay;
    private volatile RunningBroker _current;
    private long _refusedReloads;
    private long _loadedAt;

    private BrokerHost(RunningBroker current, AuditSinks sinks, ReplayStores replay, CallerLimits used, OutboundHttp http, BrokerMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_current, _sinks, _replay, Used, _http, Metrics, _time, _logger) = (current, sinks, replay, used, http, metrics, time, logger);
        _loadedAt = time.GetUtcNow().ToUnixTimeMilliseconds();
        BrokerGauges.Add(this, replay, time);
    }

    /// <summary>The broker for a request that begins now. Read it once a request: the next read may give another.</summary>
    public RunningBroker Current => _current;

    /// <summary>What callers have used of their limits, across reloads.</summary>
    public CallerLimits Used { get; }

    /// <summary>What this broker measures with, named <c>Voidkey</c>: docs/metrics.md. It is disposed of with the broker.</summary>
    public Meter Meter => Metrics.Meter;

    /// <summary>How many reloads in a row were refused. While there are any, an older configuration than the one in the files is in force.</summary>
    public long RefusedReloads => Interlocked.Read(ref _refusedReloads);

    internal BrokerMetrics Metrics { get; }

    /// <summary>When the configuration in force was put in force, in milliseconds since 1970.</summary>
    internal long LoadedAt => Interlocked.Read(ref _loadedAt);

    /// <summary>Opens the sinks and puts the broker together.</summary>
    /// <exception cref="IOException">An audit sink cannot be opened; the message names it.</exception>
    public static BrokerHost Start(BrokerSnapshot snapshot, OutboundHttp http, TimeProvider time, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("Voidkey");
        var metrics = new BrokerMetrics();
        var sinks = new AuditSinks(metrics, time, logger);
        var audit = sinks.Open(snapshot.Settings.AuditSinks);
        var replay = new ReplayStores(time, logger);
        var used = new CallerLimits(time);
        var first = RunningBroker.Create(snapshot, audit, replay.Open(snapshot), used, http, metrics, time, logger);
        logger.ConfigurationInForce(snapshot.Hash);
        return new BrokerHost(first, sinks, replay, used, http, metrics, time, logger);
    }

    /// <summary>Begins to fetch the issuers' keys and the broker's own tokens, so that the first mint need not wait. Returns at once, and whatever fails is tried again by the mints.</summary>
    public void WarmUp() => _current.WarmUp();

    public async ValueTask DisposeAsync()
    {
        await _replay.DisposeAsync();
        await _sinks.DisposeAsync();
        Metrics.Dispose();
    }

    /// <summary>Puts another snapshot in force, for requests that begin from now on. Called by one at a time.</summary>
    /// <exception cref="IOException">An audit sink cannot be opened; the message names it, and nothing has changed.</exception>
    internal void Swap(BrokerSnapshot next)
    {
        var before = _current;
        var isAuditKept = next.Settings.AuditSinks.SequenceEqual(before.Snapshot.Settings.AuditSinks);
        var audit = isAuditKept ? before.Audit : _sinks.Open(next.Settings.AuditSinks);

        _current = RunningBroker.Create(next, audit, _replay.Open(next), Used, _http, Metrics, _time, _logger, before);
        Interlocked.Exchange(ref _loadedAt, _time.GetUtcNow().ToUnixTimeMilliseconds());
        Metrics.Reloaded(isInForce: true);
        Interlocked.Exchange(ref _refusedReloads, 0);
        _ = _sinks.CloseUnusedAsync();
    }

    /// <returns>How many have been refused in a row.</returns>
    internal long Refuse()
    {
        Metrics.Reloaded(isInForce: false);
        return Interlocked.Increment(ref _refusedReloads);
    }
}
