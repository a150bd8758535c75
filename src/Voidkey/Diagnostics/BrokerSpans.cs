using System.Diagnostics;

namespace Voidkey.Diagnostics;

/// <summary>The spans of a request. docs/traces.md describes each of them, and every attribute.</summary>
/// <remarks>
/// While nobody listens there are none, and they cost next to nothing. Attributes are names from the configuration and codes of ours, never a subject, a claim, a token, a credential,
/// a path or a query that somebody else chose, or what an upstream said.
/// </remarks>
public static class BrokerSpans
{
    private static readonly string[] Steps = ["validate", "authorize", "broker token", "provider", "audit"];

    /// <summary>Where the spans come from, named <c>Voidkey</c> as the meter is: <c>AddSource("Voidkey")</c> in a server of your own.</summary>
    public static ActivitySource Source { get; } = new("Voidkey");

    /// <summary>Begins a step of a request; null: nobody listens.</summary>
    internal static Activity? Start(RequestStep step) => Source.StartActivity(Steps[(int)step]);

    /// <summary>Begins a fetch of something that is kept; whoever needed it first is its parent. Null: nobody listens.</summary>
    /// <param name="what">Ends its name: <c>fetch key set</c>.</param>
    internal static Activity? StartFetch(string what) => Source.HasListeners() ? Source.StartActivity($"fetch {what}") : null;

    /// <summary>Begins one try of a call to an upstream. Only as part of a span of ours: what nobody waits for, such as the posting of records, has none.</summary>
    internal static Activity? StartCall(HttpRequestMessage request)
    {
        if (!Source.HasListeners() || Activity.Current is not { } parent || !ReferenceEquals(parent.Source, Source)) return null;
        if (Source.StartActivity(request.Method.Method, ActivityKind.Client) is not { } span) return null;

        // No url.full, though the conventions want it: some upstreams have a secret in their path, or what a caller is in their query.
        if (request.RequestUri is { IsAbsoluteUri: true } url) span.SetTag("server.address", url.Host).SetTag("server.port", url.Port).SetTag("url.scheme", url.Scheme);
        return span.SetTag("http.request.method", request.Method.Method);
    }

    /// <summary>Says how a span ended.</summary>
    /// <param name="span">Null: nobody listens.</param>
    /// <param name="failure">What went wrong, one of few words; null: nothing.</param>
    internal static void SetOutcome(Activity? span, string? failure)
    {
        if (span is not { IsAllDataRequested: true }) return;
        span.SetTag("voidkey.outcome", failure ?? BrokerMetrics.Ok);
        if (failure is not null) Fail(span, failure);
    }

    /// <summary>Says that a span ended with an error.</summary>
    /// <param name="kind">One of few words.</param>
    internal static void Fail(Activity span, string kind) => span.SetTag("error.type", kind).SetStatus(ActivityStatusCode.Error);
}
