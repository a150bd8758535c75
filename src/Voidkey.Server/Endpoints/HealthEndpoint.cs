using Voidkey.Contracts;
using Voidkey.Server.Answers;
using Voidkey.Server.Hosting;
using Voidkey.Server.Requests;

namespace Voidkey.Server.Endpoints;

/// <summary>Says how the broker is, from what was last seen: no probe causes an upstream call.</summary>
internal static class HealthEndpoint
{
    public static void MapHealth(this IEndpointRouteBuilder routes, EndpointContext context)
    {
        var started = context.Time.GetTimestamp();
        foreach (var path in new[] { "/health", "/healthz" }) Map(path, http => Answer.OkAsync(http, HealthOf(context, started), ContractsJson.Default.Health));
        foreach (var path in new[] { "/health/live", "/livez" }) Map(path, static http => Answer.OkAsync(http, new Liveness("ok"), ContractsJson.Default.Liveness));
        foreach (var path in new[] { "/health/ready", "/readyz" }) Map(path, http => ReadyAsync(http, context, started));

        void Map(string path, RequestDelegate answer) => routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], answer).WithMetadata(FailureLimit.Open, new RouteFor(RouteAudience.Everybody));
    }

    // The checks say why not.
    private static Task ReadyAsync(HttpContext http, EndpointContext context, long started)
    {
        var word = context.Readiness.Word;
        var status = word == Readiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return Answer.WriteAsync(http, status, Answer.Json, HealthOf(context, started) with { Status = word }, ContractsJson.Default.Health);
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
