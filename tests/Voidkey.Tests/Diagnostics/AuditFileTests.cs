using System.Text;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Win32.SafeHandles;
using Voidkey.Diagnostics;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Diagnostics;

/// <summary>Audit lines in real files, pipes and devices.</summary>
public sealed class AuditFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-audit-").FullName;
    private readonly FakeTimeProvider _time = new(The.Moment);
    private readonly CapturedLog _log = new();

    private string File => Path.Combine(_folder, "audit.jsonl");

    [Fact]
    public async Task Two_writers_of_one_file_lose_no_line()
    {
        await using var one = Sink(File);
        await using var other = Sink(File);
        var writes = Enumerable.Range(0, 500).SelectMany(i => new[] { one.WriteAsync(Line($"one-{i}")).AsTask(), other.WriteAsync(Line($"other-{i}")).AsTask() });

        Assert.All(await Task.WhenAll(writes), Assert.True);
        Assert.Equal(
            Enumerable.Range(0, 500).SelectMany(static i => new[] { $"one-{i}", $"other-{i}" }).Order(StringComparer.Ordinal),
            System.IO.File.ReadAllLines(File).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_cut_goes_on_at_its_new_end()
    {
        await using var sink = Sink(File);
        Assert.True(await sink.WriteAsync(Line("before")));
        using (var cut = new FileStream(File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) cut.SetLength(0);
        Assert.True(await sink.WriteAsync(Line("after")));

        Assert.Equal("after\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public async Task A_half_line_in_the_file_is_ended_first()
    {
        System.IO.File.WriteAllText(File, "whole\n{\"half\":");
        await using (var sink = Sink(File)) Assert.True(await sink.WriteAsync(Line("next")));

        Assert.Equal("whole\n{\"half\":\nnext\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public async Task A_full_disk_refuses_and_heals()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's");
        var path = "/dev/full";
        await using var sink = new LineSink("file", new StreamOutput(() => AuditStreams.File(path)), TimeSpan.FromSeconds(2), _time, _log);
        using var metrics = new BrokerMetrics();
        var trail = new AuditTrail([sink], metrics, _time);

        Assert.True(await trail.IsReadyAsync());
        Assert.False(await sink.WriteAsync(Line("lost")));
        Assert.NotNull(sink.Fault);
        Assert.False(await trail.IsReadyAsync());

        path = File;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await trail.IsReadyAsync());
        Assert.True(await sink.WriteAsync(Line("kept")));
        var lines = System.IO.File.ReadAllLines(File).Where(static line => line.Length > 0).ToArray();
        Assert.Equal((2, "kept"), (lines.Length, lines[1]));
        Assert.Contains("voidkey.audit.resumed", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_that_nobody_reads_any_more_is_a_fault()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "written to as a descriptor");
        using var reader = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.In);
        var end = new SafeFileHandle(reader.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        await using var sink = new LineSink("stdout", new StreamOutput(() => new AppendStream(end, append: false)), TimeSpan.FromSeconds(2), _time, _log);
        Assert.True(await sink.WriteAsync(Line("read")));
        var read = new byte[5];
        await reader.ReadExactlyAsync(read, The.Limit);
        Assert.Equal("read\n", Encoding.ASCII.GetString(read));

        // A second descriptor of the reader's end must not outlive it.
        reader.SafePipeHandle.Dispose();
        Assert.False(await sink.WriteAsync(Line("lost")));
        Assert.NotNull(sink.Fault);
        Assert.Equal(1, _log.Count(1301));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ReadOnlyMemory<byte> Line(string text) => Encoding.UTF8.GetBytes(text + "\n");

    private LineSink Sink(string path) => new("file", new FileOutput(path, _time, _log), TimeSpan.FromSeconds(2), _time, _log);
}
