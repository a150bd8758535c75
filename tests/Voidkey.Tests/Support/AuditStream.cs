using System.Text;
using System.Text.Json.Nodes;

namespace Voidkey.Tests.Support;

/// <summary>What audit lines are written to: it works, fails, or hangs until it is let go.</summary>
public sealed class AuditStream : Stream
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True: writes throw.</summary>
    public bool Fails { get; set; }

    /// <summary>Completes when a write hangs.</summary>
    public Task Arrived => _arrived.Task;

    public string Text
    {
        get
        {
            lock (_gate) return _text.ToString();
        }
    }

    /// <summary>The decisions, in order.</summary>
    public IReadOnlyList<JsonObject> Records =>
        [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (JsonObject)JsonNode.Parse(line)!).Where(record => (string?)record["type"] == "voidkey.audit.mint")];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Writes hang from now on.</summary>
    public void Hang() => _open.Reset();

    /// <summary>Lets hanging writes go.</summary>
    public void LetGo() => _open.Set();

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (Fails) throw new IOException("no space left on device");
        if (!_open.IsSet) _arrived.TrySetResult();
        _open.Wait();
        lock (_gate) _text.Append(Encoding.UTF8.GetString(buffer, offset, count));
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // A sink that fails closes its stream and opens it again: it is this one again, so closing it ends nothing.
    protected override void Dispose(bool disposing) => base.Dispose(disposing);
}
