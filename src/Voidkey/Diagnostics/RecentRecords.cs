using System.Runtime.InteropServices;

namespace Voidkey.Diagnostics;

/// <summary>The last records that every sink has accepted, in memory, for operators; and those who follow what comes. Nothing is kept where there are no operators.</summary>
/// <remarks>A record is kept as the bytes that the sinks got, so that to add one costs a mint a reference. Nobody who follows is waited for.</remarks>
internal sealed class RecentRecords
{
    /// <summary>The most that are kept, and the most memory that they take.</summary>
    public const int MostRecords = 1000;

    /// <inheritdoc cref="MostRecords"/>
    public const int MostBytes = 4 * 1024 * 1024;

    /// <summary>How many may follow at a time.</summary>
    public const int MostFollowers = 16;

    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _records = new();
    private readonly List<RecordFollower> _followers = [];
    private volatile bool _isKept;
    private long _bytes;

    /// <summary>Whether records are kept. Once they are not, those at hand are forgotten.</summary>
    public bool IsKept
    {
        get => _isKept;
        set
        {
            lock (_gate)
            {
                _isKept = value;
                if (value) return;
                _records.Clear();
                _bytes = 0;
            }
        }
    }

    public void Add(ReadOnlyMemory<byte> line)
    {
        if (!_isKept || line.IsEmpty) return;
        lock (_gate)
        {
            if (!_isKept) return;
            _records.Enqueue(line);
            _bytes += SizeOf(line);
            while (_records.Count > MostRecords || _bytes > MostBytes) _bytes -= SizeOf(_records.Dequeue());
            for (var i = _followers.Count - 1; i >= 0; i--)
            {
                if (!_followers[i].Offer(line)) _followers.RemoveAt(i);
            }
        }
    }

    /// <returns>The last so many, the oldest first.</returns>
    public IReadOnlyList<ReadOnlyMemory<byte>> Last(int count)
    {
        lock (_gate) return [.. _records.Skip(Math.Max(0, _records.Count - count))];
    }

    /// <summary>Begins to follow: the last so many, and then all that come.</summary>
    /// <returns>Null where as many follow as may.</returns>
    public RecordFollower? Follow(int last)
    {
        lock (_gate)
        {
            if (_followers.Count >= MostFollowers) return null;
            var follower = new RecordFollower(Leave);
            foreach (var line in _records.Skip(Math.Max(0, _records.Count - last))) follower.Offer(line);
            _followers.Add(follower);
            return follower;
        }
    }

    // What holds a line, which may be longer than the line.
    internal static int SizeOf(ReadOnlyMemory<byte> line) => MemoryMarshal.TryGetArray(line, out var held) ? held.Array!.Length : line.Length;

    private void Leave(RecordFollower follower)
    {
        lock (_gate) _followers.Remove(follower);
    }
}
