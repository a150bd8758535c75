using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Voidkey.Diagnostics;

/// <summary>Appends audit lines to a stream, one writer at a time: a sink that hangs holds one thread and refuses the rest.</summary>
/// <remarks>
/// Whoever brings the first line queues the writing as work of its own, which takes all lines that wait by then: a batch a write under load,
/// and no thread to be woken when there is none.
/// </remarks>
internal sealed class LineSink : IAuditSink, IThreadPoolWorkItem
{
    private const int MaxWaiting = 4096;
    private const int MaxBatchBytes = 256 * 1024;

    private readonly ConcurrentQueue<Line> _lines = new();
    private readonly Func<Stream> _open;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MemoryStream _bytes = new();
    private readonly List<Line> _batch = [];
    private Stream? _stream;
    private bool _lineIsBroken;
    private volatile string? _fault;
    private volatile bool _isClosed;
    private long _bound;
    private int _waiting;
    private int _isWriting;

    /// <param name="open">Opens the stream; called at first and again after a failure.</param>
    /// <param name="bound">See <see cref="Bound"/>.</param>
    /// <exception cref="IOException">The stream cannot be opened.</exception>
    public LineSink(string name, Func<Stream> open, TimeSpan bound, TimeProvider time, ILogger logger)
    {
        (Name, _open, Bound, _time, _logger) = (name, open, bound, time, logger);
        _stream = open();
    }

    public string Name { get; }

    public string? Fault => _fault;

    /// <summary>How long a caller waits for his line to be accepted.</summary>
    public TimeSpan Bound
    {
        get => new(Interlocked.Read(ref _bound));
        set => Interlocked.Exchange(ref _bound, value.Ticks);
    }

    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> line)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return Fail($"more than {MaxWaiting} records wait");
        }

        var (waiting, bound) = (new Line(line), Bound);
        _lines.Enqueue(waiting);
        StartWriting();
        try
        {
            return await waiting.Accepted.Task.WaitAsync(bound, _time);
        }
        catch (TimeoutException)
        {
            return Fail($"a write has not returned within {bound.TotalSeconds:0.###} s");
        }
    }

    /// <summary>Writes what waits. Called by the thread pool, never twice at a time.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        _bytes.SetLength(0);
        _batch.Clear();
        if (_lineIsBroken) _bytes.WriteByte((byte)'\n');
        if (_fault is not null) _bytes.Write(ResumedLine());
        while (_bytes.Length < MaxBatchBytes && _lines.TryDequeue(out var line))
        {
            _bytes.Write(line.Bytes.Span);
            _batch.Add(line);
        }

        var written = _batch.Count > 0 && TryWrite(_bytes);
        if (_isClosed) Close();
        Line[] done = [.. _batch];
        Interlocked.Add(ref _waiting, -done.Length);

        // The next batch may begin before anybody is told: what they do then is not the sink's business. A whole fence: were the look at the queue to
        // overtake the write, a line that comes between would find somebody writing, and nobody would write it.
        Interlocked.Exchange(ref _isWriting, 0);
        if (!_lines.IsEmpty) StartWriting();
        foreach (var line in done) line.Accepted.TrySetResult(written);
    }

    /// <summary>Waits for the lines handed over, within the bound. A line that comes later is written all the same: the stream is opened for it once more.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        await WriteAsync(ReadOnlyMemory<byte>.Empty);
    }

    private void StartWriting()
    {
        if (Interlocked.CompareExchange(ref _isWriting, 1, 0) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    private bool TryWrite(MemoryStream bytes)
    {
        try
        {
            _stream ??= _open();
            _stream.Write(bytes.GetBuffer(), 0, (int)bytes.Length);
            _stream.Flush();
            _lineIsBroken = false;
            if (Interlocked.Exchange(ref _fault, null) is not null) _logger.AuditSinkRecovered(Name);
            return true;
        }
        catch (Exception failure)
        {
            // Of whatever type: were a bug of the stream's to end the writing, everyone who waits would wait for good.
            // Half a line may have gone out: the next record begins on a line of its own.
            _lineIsBroken = true;
            Close();
            return Fail(failure.Message);
        }
    }

    private void Close()
    {
        try
        {
            _stream?.Dispose();
        }
        catch (Exception)
        {
            // It is given up either way; what matters is why the write failed.
        }

        _stream = null;
    }

    // A reader of the record sees where lines may be missing, whichever line is the first to be written again.
    private byte[] ResumedLine() =>
        Encoding.ASCII.GetBytes($$"""{"type":"voidkey.audit.resumed","version":1,"time":"{{Timestamps.Milliseconds(_time.GetUtcNow())}}"}""" + "\n");

    private bool Fail(string fault)
    {
        if (Interlocked.Exchange(ref _fault, fault) is null) _logger.AuditSinkFailed(Name, fault);
        return false;
    }

    private sealed class Line(ReadOnlyMemory<byte> bytes)
    {
        public ReadOnlyMemory<byte> Bytes { get; } = bytes;

        public TaskCompletionSource<bool> Accepted { get; } = new();
    }
}
