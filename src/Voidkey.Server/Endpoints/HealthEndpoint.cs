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
        // A configuration that is wrong stops the server, so one that serves is right.
        var checks = new HealthChecks("ok", Word(context.Broker.AreCallerKeysHealthy), Word(context.Broker.IsIdentityHealthy), Word(context.Host.IsAuditHealthy));
        var isDegraded = new[] { checks.IdentityProviders, checks.BrokerIdentity, checks.Audit }.Contains("degraded");
        return new Health(isDegraded ? "degraded" : "ok", context.Time.GetUtcNow(), ServerVersion.Text, context.Time.GetElapsedTime(started).TotalSeconds, checks);
    }

    private static string Word(bool? isHealthy) => isHealthy switch { true => "ok", false => "degraded", _ => "unknown" };
}
