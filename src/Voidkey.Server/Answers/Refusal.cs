using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Voidkey.Contracts;
using Voidkey.Server.Endpoints;
using Voidkey.Server.Requests;

namespace Voidkey.Server.Answers;

/// <summary>Writes every "no" as <c>application/problem+json</c> (RFC 9457).</summary>
internal static class Refusal
{
    public static Task InvalidRequestAsync(HttpContext http, TimeProvider time, string message, int status = StatusCodes.Status400BadRequest) =>
        WriteAsync(http, time, status, ErrorCodes.InvalidRequest, message);

    public static Task NoTokenAsync(HttpContext http, EndpointContext context)
    {
        context.Host.CountWithoutToken();
        return WriteAsync(http, context.Time, StatusCodes.Status401Unauthorized, ErrorCodes.Unauthorized, "There is no token. Send one as 'Authorization: Bearer'.");
    }

    public static Task NotFoundAsync(HttpContext http, TimeProvider time) => WriteAsync(http, time, StatusCodes.Status404NotFound, ErrorCodes.NotFound, "There is no such route.");

    public static Task WriteAsync(HttpContext http, TimeProvider time, BrokerError error)
    {
        var mapped = ErrorTable.Find(error.Code);
        if (error.Limit is { } limit) RateLimitHeaders.Write(http.Response.Headers, limit, error.RetryAfter ?? TimeSpan.Zero, time.GetUtcNow());
        int? retryAfter = error.RetryAfter is { } wait ? (int)Math.Max(1, Math.Ceiling(wait.TotalSeconds)) : null;
        return WriteAsync(http, time, mapped.Status, mapped.Error, error.Message, mapped.Reason, error.Key, retryAfter);
    }

    public static Task WriteAsync(
        HttpContext http, TimeProvider time, int status, string error, string message, string? reason = null, string? key = null, int? retryAfter = null, IReadOnlyList<string>? problems = null)
    {
        // RFC 6750 §3: a 401 says how to come with a better token.
        if (status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = $"Bearer error=\"invalid_token\", error_description=\"{error}\"";
        if (retryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);

        var facts = RequestFacts.Of(http);
        (facts.Error, facts.Reason) = (error, reason);
        var problem = new Problem(
            Problem.TypeBase + error,
            ReasonPhrases.GetReasonPhrase(status),
            status,
            message,
            http.Request.Path.Value ?? "/",
            error,
            message,
            RequestId.Of(http),
            time.GetUtcNow(),
            reason is null && key is null && problems is null ? null : new ProblemDetails(reason, key, problems),
            retryAfter);
        return Answer.WriteAsync(http, status, "application/problem+json; charset=utf-8", problem, ContractsJson.Default.Problem);
    }
}
