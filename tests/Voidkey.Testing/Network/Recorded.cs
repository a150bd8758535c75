using System.Collections.Concurrent;

namespace Voidkey.Testing;

/// <summary>The last things that happened, in order. Bounded, because a load test is a test too.</summary>
internal sealed class Recorded<T>
{
    private const int Kept = 10_000;
    private readonly ConcurrentQueue<T> _entries = new();

    public IReadOnlyList<T> All => [.. _entries];

    public void Add(T entry)
    {
        _entries.Enqueue(entry);
        while (_entries.Count > Kept) _entries.TryDequeue(out _);
    }
}
