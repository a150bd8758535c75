using System.Diagnostics.CodeAnalysis;

namespace Voidkey.Http;

/// <summary>What an upstream gave, kept until the next good answer; one fetch at a time, shared by all who wait for it.</summary>
/// <remarks>
/// The fetch has its own time limit and nobody's cancellation: whoever stops waiting must not take the answer away from the others.
/// A failed fetch changes nothing but <see cref="LastFailed"/>. Ages are monotonic, so a step of the clock moves nothing.
/// </remarks>
/// <param name="fetch">Gives a value or the reason why there is none. It does not throw but for bugs.</param>
/// <param name="limit">How long one fetch may take.</param>
/// <param name="first">What is at hand from the beginning, or null.</param>
internal sealed class SharedFetch<T>(Func<CancellationToken, Task<Fetched<T>>> fetch, TimeSpan limit, TimeProvider time, T? first = null)
    where T : class
{
    private readonly Lock _gate = new();
    private volatile Held? _held = first is null ? null : new Held(first, time.GetTimestamp());
    private volatile Attempt? _last;
    private Task? _flight;
    private long _succeeded;
    private long _failed;

    /// <summary>True where a fetch has failed since the last good one.</summary>
    public bool LastFailed => _last is { Fault: not null };

    /// <summary>Why the last fetch failed, or null.</summary>
    public string? LastFault => _last?.Fault;

    /// <summary>How many fetches gave a value.</summary>
    public long Succeeded => Interlocked.Read(ref _succeeded);

    /// <summary>How many fetches gave none.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Gives the value held and its age since the fetch was begun.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, out TimeSpan age)
    {
        var held = _held;
        value = held?.Value;
        age = held is null ? TimeSpan.Zero : time.GetElapsedTime(held.At);
        return value is not null;
    }

    /// <returns>How long <paramref name="cooldown"/> still lasts, zero or more.</returns>
    public TimeSpan RemainingOf(TimeSpan cooldown)
    {
        var remaining = _last is { } last ? cooldown - time.GetElapsedTime(last.At) : TimeSpan.Zero;
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    /// <summary>Joins the fetch under way or begins one.</summary>
    /// <param name="cooldown">How long after the beginning of the last fetch a new one may begin.</param>
    /// <returns>The fetch, or null while it is too early for a new one.</returns>
    public Task? Start(TimeSpan cooldown) => Start(() => cooldown);

    /// <inheritdoc cref="Start(TimeSpan)"/>
    /// <param name="cooldown">Asked when no fetch is under way: one that ended since the caller last looked has had its effect by then.</param>
    public Task? Start(Func<TimeSpan> cooldown)
    {
        lock (_gate)
        {
            if (_flight is { IsCompleted: false }) return _flight;
            if (RemainingOf(cooldown()) > TimeSpan.Zero) return null;

            _last = new Attempt(time.GetTimestamp(), _last?.Fault);
            return _flight = FetchAsync(_last.At);
        }
    }

    /// <returns>False where <paramref name="ct"/> ended the wait.</returns>
    public static async Task<bool> WaitAsync(Task flight, CancellationToken ct)
    {
        try
        {
            await flight.WaitAsync(ct);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task FetchAsync(long started)
    {
        // Out of the lock first: a source that answers at once would otherwise run inside it.
        await Task.Yield();
        try
        {
            using var ended = new CancellationTokenSource(limit, time);
            var (value, fault) = await fetch(ended.Token);
            if (value is not null) _held = new Held(value, started);
            _last = new Attempt(started, value is null ? fault : null);
            Interlocked.Increment(ref value is null ? ref _failed : ref _succeeded);
        }
        catch (Exception bug)
        {
            // Nobody may be waiting, and those who are must not hang on a bug: it counts as a failed fetch.
            Interlocked.Increment(ref _failed);
            _last = new Attempt(started, $"unexpected {bug.GetType().Name}: {bug.Message}");
        }
    }

    private sealed record Held(T Value, long At);

    private sealed record Attempt(long At, string? Fault);
}

/// <param name="Value">What came, or null.</param>
/// <param name="Fault">Why nothing came.</param>
internal readonly record struct Fetched<T>(T? Value, string Fault)
    where T : class;

/// <param name="Age">How long ago the fetch was begun that gave what is held; null: nothing is.</param>
/// <param name="Succeeded">How many fetches gave a value.</param>
/// <param name="Failed">How many gave none.</param>
internal readonly record struct FetchState(TimeSpan? Age, long Succeeded, long Failed)
{
    /// <summary>Why the last one gave none; null: it gave one, or there was no fetch yet.</summary>
    public string? Fault { get; init; }
}
