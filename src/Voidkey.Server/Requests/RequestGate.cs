using Voidkey.Contracts;
using Voidkey.Server.Answers;
using Voidkey.Server.Hosting;
using Voidkey.Server.Telemetry;

namespace Voidkey.Server.Requests;

/// <summary>What holds for every request: an id, the headers of an answer that nobody may keep, and a decent end for bugs and unknown routes.</summary>
internal static class RequestGate
{
    public static void UseRequestGate(this WebApplication app, RequestMetrics metrics, RequestLog log, TimeProvider time)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Voidkey.Server");
        app.Use(next => http => MeasureAsync(http, next, metrics, log, time, logger));
    }

    private static async Task MeasureAsync(HttpContext http, RequestDelegate next, RequestMetrics metrics, RequestLog log, TimeProvider time, ILogger logger)
    {
        var (facts, started, caller) = (new RequestFacts { Method = RequestMetrics.MethodOf(http.Request.Method) }, time.GetTimestamp(), TraceContext.Of(http.Request));
        using var span = RequestSpan.Start(facts, caller);
        if (span is not null) http.Response.Headers[TraceContext.ResponseHeader] = span.Id;
        http.Features.Set(facts);
        metrics.Begin();
        try
        {
            await PassAsync(http, next, time, logger);
        }
        finally
        {
            (facts.Took, facts.Id, facts.Status) = (time.GetElapsedTime(started), http.TraceIdentifier, http.Response.StatusCode);
            var endpoint = http.GetEndpoint();
            facts.Route = (endpoint as RouteEndpoint)?.RoutePattern.RawText;
            var isProbe = endpoint?.Metadata.GetMetadata<FailureLimit.OpenRoute>() is not null;
            metrics.End(facts);
            RequestSpan.End(span, facts, http.Request.Scheme, isProbe);
            log.Write(facts, isProbe);
        }
    }

    private static async Task PassAsync(HttpContext http, RequestDelegate next, TimeProvider time, ILogger logger)
    {
        http.TraceIdentifier = RequestId.Choose(http.Request.Headers[RequestId.Header], time.GetUtcNow());
        var headers = http.Response.Headers;
        headers[RequestId.Header] = http.TraceIdentifier;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(http);
            if (!http.Response.HasStarted && http.Response.ContentLength is null) await EndAsync(http, time);
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested)
        {
            logger.RequestFailed(failure, http.TraceIdentifier);
            if (http.Response.HasStarted) http.Abort();
            else await Refusal.WriteAsync(http, time, StatusCodes.Status500InternalServerError, ErrorCodes.InternalError, "Internal error.");
        }
        catch (Exception)
        {
            // The caller has gone; there is nobody to answer.
        }
    }

    private static Task EndAsync(HttpContext http, TimeProvider time) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Refusal.NotFoundAsync(http, time),
        StatusCodes.Status405MethodNotAllowed => Refusal.WriteAsync(http, time, StatusCodes.Status405MethodNotAllowed, ErrorCodes.MethodNotAllowed, "This route does not have that method."),
        _ => Task.CompletedTask,
    };
}
