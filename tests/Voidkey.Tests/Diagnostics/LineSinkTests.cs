using System.Text;
using Microsoft.Extensions.Time.Testing;
using Voidkey.Diagnostics;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Diagnostics;

/// <summary>A sink accepts a line or refuses it, within its bound, whatever its stream does.</summary>
public sealed class LineSinkTests
{
    private const int MaxWaiting = 4096;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _time = new(The.Moment);
    private readonly CapturedLog _log = new();

    public static TheoryData<string, Exception> Failures => new()
    {
        { "a full disk", new IOException("no space left on device") },
        { "taken away", new UnauthorizedAccessException("denied") },
        { "closed", new ObjectDisposedException("stream") },
        { "a bug", new InvalidOperationException("a bug") },
        { "another bug", new ArgumentException("a bug") },
        { "nothing there", new NullReferenceException("a bug") },
        { "cancelled", new OperationCanceledException("cancelled") },
    };

    [Theory, MemberData(nameof(Failures))]
    public async Task No_failure_of_the_stream_ends_the_writing_for_good(string why, Exception failure)
    {
        var stream = new FailingStream { Failure = failure };
        await using var sink = Sink(() => stream);

        Assert.False(await sink.WriteAsync(Line("lost")), why);
        Assert.Equal(failure.Message, sink.Fault);
        stream.Failure = null;
        Assert.True(await sink.WriteAsync(Line("kept")));
        Assert.Null(sink.Fault);
        Assert.Equal(["resumed", "kept"], Names(stream.Text));
        Assert.Equal((1, 1), (_log.Count(1301), _log.Count(1302)));
    }

    [Theory, MemberData(nameof(Failures))]
    public async Task No_failure_of_opening_again_ends_the_writing_for_good(string why, Exception failure)
    {
        var stream = new FailingStream();
        Exception? fault = null;
        await using var sink = Sink(() => fault is null ? stream : throw fault);
        (stream.Failure, fault) = (new IOException("gone"), failure);

        Assert.False(await sink.WriteAsync(Line("lost")), why);
        Assert.False(await sink.WriteAsync(Line("lost too")), why);
        Assert.Equal(failure.Message, sink.Fault);
        (stream.Failure, fault) = (null, null);
        Assert.True(await sink.WriteAsync(Line("kept")));
        Assert.Equal(["resumed", "kept"], Names(stream.Text));
    }

    [Fact]
    public async Task A_stream_that_cannot_even_be_closed_is_given_up()
    {
        var stream = new FailingStream { Failure = new IOException("gone"), ClosingFails = true };
        await using var sink = Sink(() => stream);

        Assert.False(await sink.WriteAsync(Line("lost")));
        (stream.Failure, stream.ClosingFails) = (null, false);
        Assert.True(await sink.WriteAsync(Line("kept")));
    }

    [Fact]
    public async Task A_half_line_is_ended_before_the_next_one_begins()
    {
        var stream = new FailingStream { Failure = new IOException("no space left on device"), LetsThrough = 3 };
        await using var sink = Sink(() => stream);

        Assert.False(await sink.WriteAsync(Line("lost")));
        stream.Failure = null;
        Assert.True(await sink.WriteAsync(Line("kept")));
        Assert.StartsWith("{\"t\n{", stream.Text, StringComparison.Ordinal);
        Assert.EndsWith("\"}\n{\"type\":\"kept\"}\n", stream.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hang_refuses_at_the_bound_and_heals_when_the_write_returns()
    {
        var stream = new AuditStream();
        await using var sink = Sink(() => stream);
        stream.Hang();
        var write = sink.WriteAsync(Line("late")).AsTask();
        await stream.Arrived;

        _time.Advance(Bound - TimeSpan.FromTicks(1));
        Assert.False(write.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(await write);
        Assert.Contains("has not returned", sink.Fault!, StringComparison.Ordinal);

        stream.LetGo();
        await Soon.Holds(() => sink.Fault is null, "the sink works again");
        Assert.True(await sink.WriteAsync(Line("next")));
    }

    [Theory]
    [InlineData(1), InlineData(-1)]
    public async Task A_step_of_the_clock_neither_shortens_nor_lengthens_the_bound(int hours)
    {
        var (stream, clock) = (new AuditStream(), new SteppedClock(_time));
        await using var sink = new LineSink("test", new StreamOutput(() => stream), Bound, clock, _log);
        stream.Hang();
        var write = sink.WriteAsync(Line("late")).AsTask();
        await stream.Arrived;

        clock.Step = TimeSpan.FromHours(hours);
        _time.Advance(Bound - TimeSpan.FromTicks(1));
        Assert.False(write.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(await write);

        stream.LetGo();
        await Soon.Holds(() => sink.Fault is null, "the sink works again");
        Assert.True(await sink.WriteAsync(Line("next")));
    }

    [Fact]
    public async Task No_more_wait_than_the_bound_allows_and_those_that_wait_are_written_in_order()
    {
        var stream = new AuditStream();
        await using var sink = Sink(() => stream);
        stream.Hang();
        var waiting = new List<Task<bool>> { sink.WriteAsync(Line("0")).AsTask() };
        await stream.Arrived;
        for (var i = 1; i < MaxWaiting; i++) waiting.Add(sink.WriteAsync(Line($"{i}")).AsTask());

        Assert.Null(sink.Fault);
        Assert.False(await sink.WriteAsync(Line("one too many")));
        Assert.Contains($"{MaxWaiting}", sink.Fault!, StringComparison.Ordinal);
        stream.LetGo();
        Assert.All(await Task.WhenAll(waiting), Assert.True);
        Assert.Equal(Enumerable.Range(0, MaxWaiting).Select(static i => $"{i}"), Names(stream.Text).Where(static name => name != "resumed"));
    }

    [Fact]
    public async Task Closing_writes_what_waits()
    {
        var stream = new AuditStream();
        var sink = Sink(() => stream);
        stream.Hang();
        var first = sink.WriteAsync(Line("0")).AsTask();
        await stream.Arrived;
        Task<bool>[] rest = [.. Enumerable.Range(1, 50).Select(i => sink.WriteAsync(Line($"{i}")).AsTask())];
        var closing = sink.DisposeAsync().AsTask();
        Assert.False(closing.IsCompleted);

        stream.LetGo();
        await closing;
        Assert.All(await Task.WhenAll([first, .. rest]), Assert.True);
        Assert.Equal(51, Names(stream.Text).Count);
    }

    private static ReadOnlyMemory<byte> Line(string name) => Encoding.UTF8.GetBytes($$"""{"type":"{{name}}"}""" + "\n");

    private static IReadOnlyList<string> Names(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(static line => line.Split('"')[3]).Select(static type => type == "voidkey.audit.resumed" ? "resumed" : type)];

    private LineSink Sink(Func<Stream> open) => new("test", new StreamOutput(open), Bound, _time, _log);

    private sealed class FailingStream : MemoryStream
    {
        public Exception? Failure { get; set; }

        /// <summary>How many bytes of a write that fails go out all the same.</summary>
        public int LetsThrough { get; init; }

        public bool ClosingFails { get; set; }

        public string Text => Encoding.UTF8.GetString(GetBuffer(), 0, (int)Length);

        public override void Write(byte[] buffer, int offset, int count)
        {
            base.Write(buffer, offset, Failure is null ? count : Math.Min(count, LetsThrough));
            if (Failure is not null) throw Failure;
        }

        // It is opened again as itself, so closing it ends nothing.
        public override void Close()
        {
            if (ClosingFails) throw new IOException("cannot be closed");
        }
    }
}
