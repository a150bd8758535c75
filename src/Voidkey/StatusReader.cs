using Voidkey.Identity;
using Voidkey.Policy;

namespace Voidkey;

/// <summary>Looks how a broker is: what it last saw, asking nobody.</summary>
internal static class StatusReader
{
    /// <param name="running">The broker in force; read once, so that all of it is of one configuration.</param>
    public static BrokerStatus Read(RunningBroker running, DateTimeOffset startedAt, DateTimeOffset loadedAt, long refusedReloads, DateTimeOffset now)
    {
        var keys = running.KeysByIdp.ToDictionary(static of => of.Idp, static of => of.Keys, StringComparer.Ordinal);
        return new BrokerStatus(
            now,
            startedAt,
            running.Snapshot.Hash,
            loadedAt,
            refusedReloads,
            running.Snapshot.Operators.Count,
            [.. running.Snapshot.Issuers.Select(issuer => Of(issuer, keys.GetValueOrDefault(issuer.Name)))],
            [.. running.OwnTokens.OrderBy(static of => of.Audience, StringComparer.Ordinal)
                .Select(of => new BrokerTokenStatus(of.Audience, of.Remaining > TimeSpan.Zero ? now + of.Remaining : null, of.State.Succeeded, of.State.Failed, Shown(of.State.Fault)))],
            [.. running.Snapshot.Providers.Select(static one => new AccessProviderStatus(one.Name, one.Type, one.Keys, one.Bulkhead.UnderWay, one.Bulkhead.Most == int.MaxValue ? null : one.Bulkhead.Most))],
            [.. running.Audit.Sinks.Select(static sink => new AuditSinkStatus(sink.Name, Shown(sink.Fault), sink.Position?.Chain, sink.Position?.Sequence ?? 0, sink.Position?.Signed ?? 0))],
            running.Snapshot.CountsUses ? running.Broker.IsReplayStoreHealthy : null);
    }

    private static IdpStatus Of(TrustedIssuer issuer, ISigningKeys? keys)
    {
        var state = keys?.State;
        return new IdpStatus(
            issuer.Name, issuer.Issuer, issuer.Type, keys?.Count, state?.Age, keys is { IsHealthy: false, Count: > 0 }, state?.Succeeded ?? 0, state?.Failed ?? 0, Shown(state?.Fault));
    }

    // As in the log: an upstream's words may be among it, on one line and cut.
    private static string? Shown(string? fault) => fault is null ? null : ShownText.Shown(fault);
}
