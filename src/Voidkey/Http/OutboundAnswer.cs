using System.Buffers;

namespace Voidkey.Http;

/// <summary>How an outbound call ended.</summary>
public enum OutboundOutcome
{
    /// <summary>No connection, a broken one, or a TLS fault.</summary>
    Unreachable = 0,

    /// <summary>An answer of any status that is not a redirect.</summary>
    Answered,

    /// <summary>The time limit ended first.</summary>
    TimedOut,

    /// <summary>A 3xx. It is never followed.</summary>
    Redirected,

    /// <summary>The answer's body is larger than allowed.</summary>
    TooLarge,
}

/// <summary>An upstream's answer. Dispose it after parsing: the buffer is cleared, since answers hold secrets.</summary>
public sealed class OutboundAnswer : IDisposable
{
    private readonly int _length;
    private byte[]? _buffer;

    internal OutboundAnswer(OutboundOutcome outcome, string cause) => (Outcome, Cause) = (outcome, cause);

    internal OutboundAnswer(int status, byte[] buffer, int length, TimeSpan? retryAfter) =>
        (Outcome, Status, _buffer, _length, RetryAfter, Cause) = (OutboundOutcome.Answered, status, buffer, length, retryAfter, $"status {status}");

    public OutboundOutcome Outcome { get; }

    /// <summary>The HTTP status, 100–599; 0 unless <see cref="OutboundOutcome.Answered"/>.</summary>
    public int Status { get; }

    /// <summary>What the upstream asked for in <c>Retry-After</c>, 1 s to 1 h.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>How it ended, for the log. Nothing of the body.</summary>
    public string Cause { get; }

    /// <summary>The body; empty after <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Body => _buffer.AsMemory(0, _buffer is null ? 0 : _length);

    /// <summary>True for a 200.</summary>
    public bool IsOk => Status == 200;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer) Return(buffer);
    }

    internal static void Return(byte[] buffer) => ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
}
