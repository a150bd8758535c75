namespace Voidkey.Diagnostics;

/// <summary>One step of a request, from its beginning to its end.</summary>
internal readonly struct StepScope(RequestStep step, RequestSteps? steps, TimeProvider time) : IDisposable
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>How long it has taken so far.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    public void Dispose() => steps?.Took(step, Elapsed);
}
