using Microsoft.Extensions.Logging;
using Voidkey.Configuration;
using Voidkey.Diagnostics;
using Voidkey.Http;

namespace Voidkey;

/// <summary>A running broker with what it holds open: the audit sinks and the way out.</summary>
public sealed class BrokerHost : IAsyncDisposable
{
    private readonly AuditTrail _audit;

    private BrokerHost(Broker broker, AuditTrail audit) => (Broker, _audit) = (broker, audit);

    public Broker Broker { get; }

    /// <summary>Whether records are accepted.</summary>
    public bool IsAuditHealthy => _audit.IsHealthy;

    /// <summary>Opens the sinks and puts the broker together.</summary>
    /// <exception cref="IOException">An audit sink cannot be opened; the message names it.</exception>
    public static BrokerHost Start(BrokerSnapshot snapshot, OutboundHttp http, TimeProvider time, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("Voidkey");
        var audit = new AuditTrail([.. snapshot.Settings.AuditSinks.Select(settings => Open(settings, time, logger))], time);
        return new BrokerHost(Broker.Create(snapshot, http, audit, time, logger), audit);
    }

    public ValueTask DisposeAsync() => _audit.DisposeAsync();

    private static LineSink Open(AuditSinkSettings settings, TimeProvider time, ILogger logger)
    {
        if (settings.Path is not { } path) return new LineSink("stdout", AuditStreams.StandardOutput, settings.Timeout, time, logger);
        try
        {
            return new LineSink($"file:{path}", () => AuditStreams.File(path), settings.Timeout, time, logger);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the audit file '{path}' cannot be opened: {failure.Message}", failure);
        }
    }
}
