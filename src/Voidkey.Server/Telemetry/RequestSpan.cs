using System.Diagnostics;
using System.Globalization;
using Voidkey.Diagnostics;
using Voidkey.Server.Requests;

namespace Voidkey.Server.Telemetry;

/// <summary>The span of a request, by OpenTelemetry's conventions for HTTP servers. docs/traces.md describes it.</summary>
internal static class RequestSpan
{
    /// <summary>Begins it, and writes down its trace: the caller's, or a new one.</summary>
    /// <param name="caller">What the caller said; by default nothing.</param>
    /// <returns>Null: nobody listens.</returns>
    public static Activity? Start(RequestFacts facts, ActivityContext caller)
    {
        var span = BrokerSpans.Source.StartActivity(facts.Method, ActivityKind.Server, caller);
        facts.TraceId = span is not null ? span.TraceId.ToHexString() : caller.TraceId == default ? null : caller.TraceId.ToHexString();
        return span;
    }

    /// <summary>Says what became of the request. What the caller chose is no part of it: a path is told where it is one of ours.</summary>
    /// <param name="isProbe">It only asked how the server is, as somebody does every few seconds: nobody wants to be told.</param>
    public static void End(Activity? span, RequestFacts facts, string scheme, bool isProbe)
    {
        if (span is null) return;
        if (isProbe) (span.IsAllDataRequested, span.ActivityTraceFlags) = (false, span.ActivityTraceFlags & ~ActivityTraceFlags.Recorded);
        if (!span.IsAllDataRequested) return;

        span.DisplayName = facts.Route is null ? facts.Method : $"{facts.Method} {facts.Route}";
        span.SetTag("http.request.method", facts.Method).SetTag("http.route", facts.Route).SetTag("url.path", facts.Route).SetTag("url.scheme", scheme)
            .SetTag("http.response.status_code", facts.Status).SetTag("voidkey.idp", facts.Made.Idp).SetTag("voidkey.error", facts.Error).SetTag("voidkey.reason", facts.Reason);

        // Below 500 the caller was at fault, and the server did what it should.
        if (facts.Status >= StatusCodes.Status500InternalServerError) span.SetTag("error.type", facts.Status.ToString(CultureInfo.InvariantCulture)).SetStatus(ActivityStatusCode.Error);
    }
}
