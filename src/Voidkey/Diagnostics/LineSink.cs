using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Voidkey.Diagnostics;

/// <summary>Appends audit lines to an output, one writer at a time: a sink that hangs holds one thread and refuses the rest.</summary>
/// <remarks>
/// Whoever brings the first line queues the writing as work of its own, which takes all lines that wait by then: a batch a write under load,
/// and no thread to be woken when there is none.
/// </remarks>
internal sealed class LineSink : IAuditSink, IThreadPoolWorkItem
{
    private const int MaxWaiting = 4096;
    private const int MaxBatchBytes = 256 * 1024;

    private readonly ConcurrentQueue<Line> _lines = new();
    private readonly IAuditOutput _output;
    private readonly AuditChain? _chain;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MemoryStream _bytes = new();
    private readonly List<Line> _batch = [];
    private OutputOpening? _opening;
    private bool _lineIsBroken;
    private volatile string? _fault;
    private volatile bool _isClosed;
    private long _bound;
    private int _waiting;
    private int _isWriting;

    /// <param name="output">What is written to; opened now, and again after a failure.</param>
    /// <param name="bound">See <see cref="Bound"/>.</param>
    /// <param name="chain">Links the lines, which are JSON objects then; null: they are written as they come.</param>
    /// <exception cref="IOException">The output cannot be opened.</exception>
    public LineSink(string name, IAuditOutput output, TimeSpan bound, TimeProvider time, ILogger logger, AuditChain? chain = null)
    {
        (Name, _output, Bound, _time, _logger, _chain) = (name, output, bound, time, logger, chain);
        _opening = output.Open();
        if (chain is not null) StartWriting();
    }

    public string Name { get; }

    public string? Fault => _fault;

    public ChainPosition? Position => _chain?.Position;

    /// <summary>How long a caller waits for his line to be accepted.</summary>
    public TimeSpan Bound
    {
        get => new(Interlocked.Read(ref _bound));
        set => Interlocked.Exchange(ref _bound, value.Ticks);
    }

    /// <summary>Who signs the chain; null: nobody.</summary>
    public IRecordSigner? Signer
    {
        get => _chain?.Signer;
        set
        {
            if (_chain is not null) _chain.Signer = value;
        }
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
    void IThreadPoolWorkItem.Execute() => _ = WriteWaitingAsync();

    /// <summary>Has the output looked at, though nothing waits to be written; returns at once.</summary>
    public void Look() => StartWriting();

    /// <summary>Has the chain signed where it is time for that; returns at once.</summary>
    public void SignWhatWaits()
    {
        if (_chain is { HasUnsigned: true }) StartWriting();
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

    private async Task WriteWaitingAsync()
    {
        TakeWaiting();
        var isClosing = _isClosed;
        var written = await TryWriteAsync(isClosing);
        if (isClosing) _output.Close();
        Line[] done = [.. _batch];
        Interlocked.Add(ref _waiting, -done.Length);

        // The next batch may begin before anybody is told: what they do then is not the sink's business. A whole fence: were the look at the queue to
        // overtake the write, a line that comes between would find somebody writing, and nobody would write it.
        Interlocked.Exchange(ref _isWriting, 0);
        if (!_lines.IsEmpty) StartWriting();
        foreach (var line in done) line.Accepted.TrySetResult(written);
    }

    private void TakeWaiting()
    {
        var length = 0;
        _batch.Clear();
        while (length < MaxBatchBytes && _lines.TryDequeue(out var line))
        {
            length += line.Bytes.Length;
            _batch.Add(line);
        }
    }

    private async ValueTask<bool> TryWriteAsync(bool isClosing)
    {
        try
        {
            Follow(_output.Open());
            Compose(isClosing);
            if (_bytes.Length > 0) await _output.WriteAsync(_bytes.GetBuffer().AsMemory(0, (int)_bytes.Length));
            _chain?.Accept();
            _lineIsBroken = false;
            if (Interlocked.Exchange(ref _fault, null) is not null) _logger.AuditSinkRecovered(Name);
            return true;
        }
        catch (Exception failure)
        {
            // Of whatever type: were a bug of the output's to end the writing, everyone who waits would wait for good.
            // Half a line may have gone out: the next record begins on a line of its own.
            _lineIsBroken = true;
            _output.Close();
            return Fail(failure.Message);
        }
    }

    private void Follow(OutputOpening? opening)
    {
        if (opening is null) return;
        _opening = opening;
        if (opening.Why is "replaced" or "cut") _logger.AuditFileLost(Name, opening.Why);
        else if (opening.Why is "rotated" or "reopened") _logger.AuditFileOpened(Name, opening.Why);
    }

    private void Compose(bool isClosing)
    {
        _bytes.SetLength(0);
        if (_lineIsBroken) _bytes.WriteByte((byte)'\n');
        if (_chain is null)
        {
            if (_fault is not null) _bytes.Write(ResumedLine());
            foreach (var line in _batch) _bytes.Write(line.Bytes.Span);
            return;
        }

        if (_fault is not null && !_chain.IsEmpty) _chain.Resume(_bytes);
        else if (_opening is not null) _chain.Open(_opening, _bytes);
        _opening = null;
        foreach (var line in _batch)
        {
            if (!line.Bytes.IsEmpty) _chain.Append(line.Bytes.Span, _bytes);
        }

        _chain.End(isClosing, _bytes);
    }

    // A reader of the record sees where lines may be missing, whichever line is the first to be written again.
    private ReadOnlySpan<byte> ResumedLine() => RecordLine.Of("voidkey.audit.resumed", version: 1, _time.GetUtcNow(), static _ => { }).Span;

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
