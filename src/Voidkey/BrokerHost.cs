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
    private readonly UnverifiedCallers _unverified;
    private readonly ITimer _telling;
    private volatile RunningBroker _current;
    private long _refusedReloads;
    private readonly DateTimeOffset _startedAt;
    private long _loadedAt;

    private BrokerHost(
        RunningBroker current, AuditSinks sinks, RecentRecords recent, UnverifiedCallers unverified, ReplayStores replay, CallerLimits used, OutboundHttp http, BrokerMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_current, _sinks, Recent, _unverified, _replay, Used, _http, Metrics, _time, _logger) = (current, sinks, recent, unverified, replay, used, http, metrics, time, logger);
        _startedAt = time.GetUtcNow();
        _loadedAt = _startedAt.ToUnixTimeMilliseconds();
        _telling = time.CreateTimer(_ => _ = TellOfUnverifiedAsync(), null, UnverifiedCallers.Interval, UnverifiedCallers.Interval);
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

    /// <summary>The last records, where there are operators to read them.</summary>
    internal RecentRecords Recent { get; }

    /// <summary>When the configuration in force was put in force, in milliseconds since 1970.</summary>
    internal long LoadedAt => Interlocked.Read(ref _loadedAt);

    /// <summary>Opens the sinks and puts the broker together.</summary>
    /// <exception cref="IOException">An audit sink cannot be opened; the message names it.</exception>
    public static BrokerHost Start(BrokerSnapshot snapshot, OutboundHttp http, TimeProvider time, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("Voidkey");
        var metrics = new BrokerMetrics();
        var recent = new RecentRecords { IsKept = snapshot.Operators.Count > 0 };
        var sinks = new AuditSinks(http, metrics, time, logger, recent);
        var audit = sinks.Open(snapshot.Settings.AuditSinks, snapshot.Settings.AuditSigner);
        var replay = new ReplayStores(time, logger);
        var (used, unverified) = (new CallerLimits(time), new UnverifiedCallers(time));
        var first = RunningBroker.Create(snapshot, audit, unverified, replay.Open(snapshot), used, http, metrics, time, logger);
        logger.ConfigurationInForce(snapshot.Hash);
        return new BrokerHost(first, sinks, recent, unverified, replay, used, http, metrics, time, logger);
    }

    /// <summary>Begins to fetch the issuers' keys and the broker's own tokens, so that the first mint need not wait. Returns at once, and whatever fails is tried again by the mints.</summary>
    public void WarmUp() => _current.WarmUp();

    /// <summary>Has the audit files opened anew, for whoever has moved one and wants the record to go on under the old name. Returns at once.</summary>
    public void ReopenAudit() => _sinks.Reopen();

    /// <summary>Looks how the broker is. Asks nobody.</summary>
    public BrokerStatus ReadStatus() => StatusReader.Read(_current, _startedAt, DateTimeOffset.FromUnixTimeMilliseconds(LoadedAt), RefusedReloads, _time.GetUtcNow());

    /// <summary>The last records that every sink has accepted, the oldest first; none where the configuration names no operators.</summary>
    /// <param name="last">How many. At most 1,000 are kept, of 4 MiB together.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> ReadRecords(int last) => Recent.Last(last);

    /// <summary>Begins to follow the record: the last so many, and then all that come.</summary>
    /// <returns>What they are read from, to be disposed of; null where 16 follow already.</returns>
    public RecordFollower? FollowRecords(int last) => Recent.Follow(last);

    /// <summary>Counts a request that needs a token and came without one. Such requests are recorded as numbers only, by the minute.</summary>
    public void CountWithoutToken() => _unverified.CountWithoutToken();

    public async ValueTask DisposeAsync()
    {
        await _telling.DisposeAsync();
        await TellOfUnverifiedAsync();
        await _replay.DisposeAsync();
        await _sinks.DisposeAsync();
        Metrics.Dispose();
    }

    /// <summary>Puts another snapshot in force, for requests that begin from now on. Called by one at a time.</summary>
    /// <exception cref="IOException">An audit sink cannot be opened; the message names it, and nothing has changed.</exception>
    internal void Swap(BrokerSnapshot next)
    {
        var before = _current;
        var isAuditKept = next.Settings.AuditSinks.SequenceEqual(before.Snapshot.Settings.AuditSinks) && Equals(next.Settings.AuditSigner, before.Snapshot.Settings.AuditSigner);
        var audit = isAuditKept ? before.Audit : _sinks.Open(next.Settings.AuditSinks, next.Settings.AuditSigner);

        _current = RunningBroker.Create(next, audit, _unverified, _replay.Open(next), Used, _http, Metrics, _time, _logger, before);
        Interlocked.Exchange(ref _loadedAt, _time.GetUtcNow().ToUnixTimeMilliseconds());
        Recent.IsKept = next.Operators.Count > 0;
        Metrics.Reloaded(isInForce: true);
        Interlocked.Exchange(ref _refusedReloads, 0);
        _ = _sinks.CloseUnusedAsync();
    }

    // While a sink fails they are counted on, and told of when it works again.
    private async Task TellOfUnverifiedAsync()
    {
        var audit = _current.Audit;
        if (!audit.IsHealthy) return;
        var recorded = await Task.WhenAll(_unverified.Take().Select(line => audit.RecordAsync(line).AsTask()));
        if (recorded.Contains(false)) _logger.UnverifiedNotRecorded();
    }

    /// <returns>How many have been refused in a row.</returns>
    internal long Refuse()
    {
        Metrics.Reloaded(isInForce: false);
        return Interlocked.Increment(ref _refusedReloads);
    }
}
