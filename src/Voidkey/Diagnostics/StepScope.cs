using System.Diagnostics;

namespace Voidkey.Diagnostics;

/// <summary>One step of a request, from its beginning to its end.</summary>
internal readonly struct StepScope(RequestStep step, RequestSteps? steps, TimeProvider time) : IDisposable
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>The step's span; null: nobody listens.</summary>
    public Activity? Span { get; } = BrokerSpans.Start(step);

    /// <summary>How long it has taken so far.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>Says how it ended.</summary>
    /// <param name="refusal">Null: well.</param>
    public void SetOutcome(BrokerErrorCode? refusal) => BrokerSpans.SetOutcome(Span, Span is null ? null : refusal?.ToString());

    public void Dispose()
    {
        Span?.Dispose();
        steps?.Took(step, Elapsed);
    }
}
