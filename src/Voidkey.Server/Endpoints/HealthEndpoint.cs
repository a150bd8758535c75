using Voidkey.Contracts;
using Voidkey.Server.Answers;
using Voidkey.Server.Hosting;

namespace Voidkey.Server.Endpoints;

/// <summary>Says how the broker is, from what was last seen: no probe causes an upstream call.</summary>
internal static class HealthEndpoint
{
    public static void MapHealth(this IEndpointRouteBuilder routes, EndpointContext context)
    {
        var started = context.Time.GetTimestamp();
        routes.MapMethods("/health", [HttpMethods.Get, HttpMethods.Head], http => Answer.OkAsync(http, HealthOf(context, started), ContractsJson.Default.Health));
    }

    private static Health HealthOf(EndpointContext context, long started)
    {
        var current = context.Host.Current;
        var checks = new HealthChecks(
            Word(context.Host.RefusedReloads == 0),
            Word(current.Broker.AreCallerKeysHealthy),
            Word(current.Broker.IsIdentityHealthy),
            Word(current.IsAuditHealthy),
            current.Snapshot.CountsUses ? Word(current.Broker.IsReplayStoreHealthy) : null);
        var isDegraded = new[] { checks.Configuration, checks.IdentityProviders, checks.BrokerIdentity, checks.Audit, checks.ReplayStore }.Contains("degraded");
        return new Health(isDegraded ? "degraded" : "ok", context.Time.GetUtcNow(), ServerVersion.Text, context.Time.GetElapsedTime(started).TotalSeconds, checks);
    }

    private static string Word(bool? isHealthy) => isHealthy switch { true => "ok", false => "degraded", _ => "unknown" };
}
