using Voidkey.Http;

namespace Voidkey.Configuration;

/// <summary>Where spans and metrics are sent (OTLP over HTTP, in Protocol Buffers).</summary>
/// <param name="Endpoint">The base of its URLs: spans go to <c>/v1/traces</c> below it, metrics to <c>/v1/metrics</c>.</param>
/// <param name="TraceIdRatio">How many of the traces that begin here are kept, 0–1; of those that a caller began, those that he says are.</param>
public sealed record OtlpSettings(Uri Endpoint, double TraceIdRatio)
{
    /// <summary>Who its certificate must come from; null: one of the system's authorities.</summary>
    public TrustAnchors? Anchors { get; init; }

    /// <summary>What each request has beside the protocol's own headers.</summary>
    public IReadOnlyList<KeyValuePair<string, Secret>> Headers { get; init; } = [];

    /// <summary>True where nothing would be sent differently.</summary>
    public bool IsSameAs(OtlpSettings? other) =>
        other is not null && this with { Headers = other.Headers } == other
        && Headers.Count == other.Headers.Count && Headers.Zip(other.Headers).All(static pair => pair.First.Key == pair.Second.Key && pair.First.Value.IsSameAs(pair.Second.Value));
}
