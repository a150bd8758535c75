using System.Collections.Concurrent;

namespace Voidkey.Server.Hosting;

/// <summary>Writes lines to a stream, many at a time. Whoever adds one waits for nothing and wakes nobody: a timer writes what has come by then.</summary>
/// <remarks>When the reader is too slow, lines are dropped and counted: a log must not stop a mint, the audit record does that.</remarks>
internal sealed class LogLines : IDisposable
{
    private const int MaxWaiting = 8192;
    private const int MaxBatchBytes = 256 * 1024;

    // Long enough for a busy server to write hundreds of lines at once, short enough for whoever watches.
    private static readonly TimeSpan Company = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<byte[]> _lines = new();
    private readonly Stream _stream;
    private readonly Func<long, byte[]> _dropped;
    private readonly MemoryStream _batch = new();
    private readonly ManualResetEventSlim _written = new(initialState: true);
    private readonly Timer _timer;
    private long _untold;
    private int _waiting;
    private int _isDue;
    private int _isWriting;

    /// <param name="dropped">Makes the line that says how many were dropped.</param>
    public LogLines(Stream stream, Func<long, byte[]> dropped)
    {
        (_stream, _dropped) = (stream, dropped);
        _timer = new Timer(static lines => ((LogLines)lines!).WriteAll(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="line">One line with its line break.</param>
    /// <param name="isUrgent">Written at once, with all that waits.</param>
    public void Add(byte[] line, bool isUrgent)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Increment(ref _untold);
            return;
        }

        _lines.Enqueue(line);
        if (Interlocked.Exchange(ref _isDue, 1) == 0 || isUrgent) _timer.Change(isUrgent ? TimeSpan.Zero : Company, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Writes what waits, for two seconds at most: a reader that hangs must not keep the process from ending.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _ = Task.Run(WriteAll).Wait(TimeSpan.FromSeconds(2)) && _written.Wait(TimeSpan.FromSeconds(2));
    }

    private void WriteAll()
    {
        Interlocked.Exchange(ref _isDue, 0);

        // Whoever is at it writes these too, when he is done with his.
        while (!_lines.IsEmpty && Interlocked.CompareExchange(ref _isWriting, 1, 0) == 0)
        {
            _written.Reset();
            WriteBatch();
            Interlocked.Exchange(ref _isWriting, 0);
            _written.Set();
        }
    }

    private void WriteBatch()
    {
        _batch.SetLength(0);
        while (_batch.Length < MaxBatchBytes && _lines.TryDequeue(out var line))
        {
            _batch.Write(line);
            Interlocked.Decrement(ref _waiting);
        }

        if (Interlocked.Exchange(ref _untold, 0) is > 0 and var untold) _batch.Write(_dropped(untold));
        try
        {
            _stream.Write(_batch.GetBuffer(), 0, (int)_batch.Length);
            _stream.Flush();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            // Nobody reads the log any more, or not now.
        }
    }
}
