using Voidkey.Testing;

namespace Voidkey.Tests.Support;

/// <summary>An upstream that holds its answers back until the test opens it, and says when a request has arrived.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Completes when the first request is here.</summary>
    public Task Arrived => _arrived.Task;

    /// <summary>How many requests came.</summary>
    public int Count => _count;

    public void Open() => _open.TrySetResult();

    /// <summary>A fault that never answers unless it is opened, then answers like <paramref name="answer"/>.</summary>
    public Fault Before(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) => new("waits", async (request, ct) =>
    {
        Interlocked.Increment(ref _count);
        _arrived.TrySetResult();
        await _open.Task.WaitAsync(ct);
        return await answer(request, ct);
    });
}
