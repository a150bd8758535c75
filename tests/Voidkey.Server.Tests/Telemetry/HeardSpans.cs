using System.Collections.Concurrent;
using System.Diagnostics;
using Voidkey.Testing;

namespace Voidkey.Server.Tests.Telemetry;

/// <summary>Hears every span of the process; other tests' too, so a test asks by trace.</summary>
public sealed class HeardSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public HeardSpans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Voidkey",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                CanaryFolder.Said("a span", $"{span.DisplayName} {string.Join(' ', span.TagObjects)} {span.StatusDescription} {span.TraceStateString}");
                _ended.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>All that somebody would be told.</summary>
    public IReadOnlyList<Activity> All => [.. _ended.Where(static span => span.Recorded)];

    /// <summary>Waits until the trace's request has ended, which is after its answer.</summary>
    public async Task<IReadOnlyList<Activity>> OfAsync(string trace)
    {
        for (var i = 0; i < 400; i++)
        {
            IReadOnlyList<Activity> spans = [.. All.Where(span => span.TraceId.ToHexString() == trace)];
            if (spans.Any(static span => span.Kind == ActivityKind.Server)) return spans;
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
        }

        throw new TimeoutException("The request's span never ended.");
    }

    /// <summary>A header that begins a new trace.</summary>
    public static (string Trace, string Parent) NewTrace()
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        return (trace, $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
    }

    public void Dispose() => _listener.Dispose();
}
