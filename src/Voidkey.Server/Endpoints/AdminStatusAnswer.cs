using Voidkey.Contracts;
using Voidkey.Limits;
using Voidkey.Server.Answers;
using Voidkey.Server.Hosting;

namespace Voidkey.Server.Endpoints;

/// <summary>How this instance is, as operators are told it.</summary>
internal static class AdminStatusAnswer
{
    private const int MostFiles = 100;

    public static AdminStatus Of(EndpointContext context)
    {
        var status = context.Host.ReadStatus();
        var settings = context.Host.Current.Snapshot.Settings;
        return new AdminStatus(
            context.Readiness.Word,
            ServerVersion.Text,
            status.At,
            status.StartedAt,
            new AdminConfiguration(status.Configuration, status.LoadedAt, status.RefusedReloads, status.Operators, [.. context.Reload.Files.Take(MostFiles)], context.Reload.Last is { } last ? Of(last) : null),
            [.. status.ClientIdps.Select(idp => new AdminIdp(idp.Name, idp.Issuer, idp.Type, idp.IsStale, idp.Fetched, idp.Failed, idp.Keys, idp.Age is { } age ? WireInstant.Of(status.At - age) : null, idp.Fault))],
            [.. status.BrokerTokens.Select(static token => new AdminBrokerToken(token.Audience, token.Fetched, token.Failed, token.ExpiresAt is { } at ? WireInstant.Of(at) : null, token.Fault))],
            [.. status.AccessProviders.Select(static one => new AdminProvider(one.Name, one.Type, one.Keys, one.UnderWay, one.Most))],
            [.. status.AuditSinks.Select(static sink => new AdminAuditSink(sink.Name, sink.Sequence, sink.SignedTo, sink.Chain, sink.Fault))],
            new AdminLimits(settings.MaxKeys, Of(settings.Limits.Subjects), Of(settings.Limits.Addresses), settings.Limits.ProviderConcurrency is var most && most < int.MaxValue ? most : null),
            context.Host.Current.Snapshot.CountsUses ? status.IsReplayStoreHealthy switch { true => "ok", false => "degraded", _ => "unknown" } : null);
    }

    public static AdminReload Of(ReloadOutcome outcome) => new(
        outcome.IsLoaded ? "loaded" : "refused",
        outcome.At,
        outcome.Previous,
        outcome.Configuration,
        outcome.ProblemCount,
        outcome.Problems,
        outcome.Warnings,
        outcome.IsLoaded ? outcome.Changes : null);

    private static AdminWindow? Of(WindowLimit? limit) => limit is null ? null : new AdminWindow(limit.Permits, (int)limit.Window.TotalSeconds);
}
