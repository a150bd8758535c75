using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Voidkey.Http;

namespace Voidkey.Replay;

/// <summary>One connection to Redis. Commands are sent without waiting for each other; answers come in their order.</summary>
/// <remarks>Whatever is unexpected ends the connection, for from then on nobody knows which answer is whose. What was waiting gets none, and is not sent again.</remarks>
internal sealed class RedisConnection : IDisposable
{
    private const int MaxWaiting = 4096;
    private const int MaxAnswerBytes = 512;

    private readonly Stream _stream;
    private readonly TimeProvider _time;
    private readonly Channel<Sent> _outgoing = Channel.CreateBounded<Sent>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly ConcurrentQueue<TaskCompletionSource<string>> _unanswered = new();
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="stream">Is disposed of when the connection ends.</param>
    public RedisConnection(Stream stream, TimeProvider time)
    {
        (_stream, _time) = (stream, time);
        _ = UntilFailureAsync(WriteAllAsync);
        _ = UntilFailureAsync(ReadAllAsync);
    }

    /// <summary>Ends with the connection, and says why that did.</summary>
    public Task<string> Closed => _closed.Task;

    /// <summary>Sends a command and waits for its answer.</summary>
    /// <returns>One line as it came, <c>+OK</c>, <c>:1</c>, <c>-ERR …</c>; or why there is none, in which case the command may have had its effect or not.</returns>
    public async Task<Fetched<string>> SendAsync(byte[] command, TimeSpan limit, CancellationToken ct)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_outgoing.Writer.TryWrite(new Sent(command, answer))) return new(null, Closed.IsCompleted ? await Closed : $"more than {MaxWaiting} commands wait");
        try
        {
            await Task.WhenAny(answer.Task, Closed).WaitAsync(limit, _time, ct);
            return answer.Task.IsCompleted ? new(await answer.Task, "") : new(null, await Closed);
        }
        catch (TimeoutException)
        {
            Close($"no answer within {limit.TotalSeconds:0.###} s");
            return new(null, await Closed);
        }
        catch (OperationCanceledException)
        {
            return new(null, "the time of the request was up");
        }
    }

    public void Close(string why)
    {
        if (!_closed.TrySetResult(why)) return;
        _outgoing.Writer.TryComplete();
        _stream.Dispose();
    }

    public void Dispose() => Close("it was not needed any more");

    private async Task UntilFailureAsync(Func<Task<string>> run)
    {
        try
        {
            Close(await run());
        }
        catch (Exception failure)
        {
            // A broken connection, or a bug: neither may leave anybody waiting.
            Close(failure.Message);
        }
    }

    private async Task<string> WriteAllAsync()
    {
        await foreach (var sent in _outgoing.Reader.ReadAllAsync())
        {
            // First who waits, then what he waits for: an answer may be here before the write returns.
            _unanswered.Enqueue(sent.Answer);
            await _stream.WriteAsync(sent.Command);
        }

        return "it was closed";
    }

    private async Task<string> ReadAllAsync()
    {
        var buffer = new byte[MaxAnswerBytes];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await _stream.ReadAsync(buffer.AsMemory(length));
            if (read == 0) return "it closed the connection";
            length += read;

            var lines = buffer.AsMemory(0, length);
            for (int end; (end = lines.Span.IndexOf("\r\n"u8)) >= 0; lines = lines[(end + 2)..])
            {
                var line = Encoding.Latin1.GetString(lines.Span[..end]);
                if (line is not ['+' or '-' or ':', ..]) return "an answer is none that was asked for";
                if (!_unanswered.TryDequeue(out var answer)) return "it answered what nobody had asked";
                answer.TrySetResult(line);
            }

            lines.CopyTo(buffer);
            length = lines.Length;
        }

        return $"an answer is longer than {MaxAnswerBytes} bytes";
    }

    private readonly record struct Sent(byte[] Command, TaskCompletionSource<string> Answer);
}
