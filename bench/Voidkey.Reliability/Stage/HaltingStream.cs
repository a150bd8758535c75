using System.Text;

namespace Voidkey.Reliability.Stage;

/// <summary>A body that begins, and does not go on.</summary>
internal sealed class HaltingStream(string beginning, HaltingStream.Then then) : Stream
{
    private bool _isRead;

    /// <summary>What comes after the beginning.</summary>
    public enum Then
    {
        /// <summary>The connection is cut.</summary>
        Cut = 0,

        /// <summary>Nothing, for as long as anybody waits.</summary>
        Wait,
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isRead)
        {
            _isRead = true;
            return Encoding.ASCII.GetBytes(beginning, buffer.Span);
        }

        if (then == Then.Cut) throw new IOException("cut");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
