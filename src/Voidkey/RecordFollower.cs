using System.Threading.Channels;
using Voidkey.Diagnostics;

namespace Voidkey;

/// <summary>One who follows the audit record. He is waited for by nobody: of what he has not read yet a bounded part is kept, and once there is more he is dropped.</summary>
public sealed class RecordFollower : IDisposable
{
    /// <summary>How many bytes may wait to be read. What is kept of the past fits in.</summary>
    internal const int MostWaiting = RecentRecords.MostBytes + (1024 * 1024);

    private readonly Channel<ReadOnlyMemory<byte>> _lines = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Action<RecordFollower> _leave;
    private long _waiting;

    internal RecordFollower(Action<RecordFollower> leave) => _leave = leave;

    /// <summary>True once he was dropped for reading too slowly, and has read what was kept for him until then.</summary>
    public bool IsDropped => _lines.Reader.Completion.IsCompleted;

    /// <summary>Reads the next record: a line of JSON with its line break.</summary>
    /// <returns>False where none waits.</returns>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        if (!_lines.Reader.TryRead(out line)) return false;
        Interlocked.Add(ref _waiting, -RecentRecords.SizeOf(line));
        return true;
    }

    /// <summary>Waits for the next record.</summary>
    /// <returns>False where he was dropped, and none will come.</returns>
    public ValueTask<bool> WaitAsync(CancellationToken ct) => _lines.Reader.WaitToReadAsync(ct);

    /// <summary>No more is kept for him.</summary>
    public void Dispose() => _leave(this);

    /// <returns>False where too much waits already: he is dropped.</returns>
    internal bool Offer(ReadOnlyMemory<byte> line)
    {
        var size = RecentRecords.SizeOf(line);
        if (Interlocked.Add(ref _waiting, size) <= MostWaiting) return _lines.Writer.TryWrite(line);
        _lines.Writer.TryComplete();
        return false;
    }
}
