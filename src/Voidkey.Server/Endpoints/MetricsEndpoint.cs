using Voidkey.Server.Answers;
using Voidkey.Server.Hosting;
using Voidkey.Server.Requests;
using Voidkey.Server.Telemetry;

namespace Voidkey.Server.Endpoints;

/// <summary>Says what was measured, for Prometheus.</summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder routes, EndpointContext context, MetricsCollector collector) => routes.MapMethods("/metrics", [HttpMethods.Get, HttpMethods.Head], http =>
        context.Host.Current.Snapshot.Settings.Prometheus
            ? Answer.TextAsync(http, PrometheusText.ContentType, collector.Read())
            : Refusal.NotFoundAsync(http, context.Time)).WithMetadata(FailureLimit.Open, new RouteFor(RouteAudience.Operators));
}
