using System.Text.Json.Nodes;
using Voidkey.Diagnostics;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Audit;

/// <summary>Whatever becomes of a file, what was accepted stands under its path or where somebody has put it, once.</summary>
public sealed class FileOutputTests : IAsyncDisposable
{
    private readonly ChainWorld _world = new();

    public FileOutputTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "which file a path names is asked of Linux");

    private string Old => _world.File + ".1";

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_file_that_was_moved_is_left_for_a_new_one_and_the_chain_goes_on()
    {
        var sink = _world.Start();
        await _world.MintAsync(sink, 3);
        File.Move(_world.File, Old);
        await _world.MintAsync(sink, 3);
        await sink.DisposeAsync();

        Assert.Equal((3, 3), (Mints(Old), Mints(_world.File)));
        Assert.Equal("replaced", Why(_world.File));
        Assert.Equal(1, _world.Log.Count(1306));
        Assert.Empty(_world.Faults(true, _world.File, Old));
        Assert.Equal(9, _world.Verify(true, _world.File, Old).Records);
    }

    [Fact]
    public async Task A_file_that_was_removed_is_made_anew_and_what_it_held_is_missed()
    {
        var sink = _world.Start();
        await _world.MintAsync(sink, 3);
        File.Delete(_world.File);
        await _world.MintAsync(sink, 3);
        await sink.DisposeAsync();

        Assert.Equal(3, Mints(_world.File));
        Assert.Equal(1, _world.Log.Count(1306));
        Assert.Contains(_world.Verify().Notes, static note => note.Contains("begins with record 5", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(_world.File));
    }

    [Fact]
    public async Task What_was_written_to_a_file_that_is_gone_was_not_written()
    {
        var output = new FileOutput(_world.File, _world.Time, _world.Log);
        Assert.Equal("started", output.Open()?.Why);
        File.Delete(_world.File);
        await Assert.ThrowsAsync<IOException>(async () => await output.WriteAsync(ChainWorld.Line("lost")));

        output.Close();
        Assert.Equal("replaced", output.Open()?.Why);
        await output.WriteAsync(ChainWorld.Line("kept"));
        Assert.Null(output.Open());
        Assert.Single(_world.Lines());
        output.Close();
    }

    [Fact]
    public async Task A_file_that_was_cut_is_gone_on_with_and_that_is_told()
    {
        var sink = _world.Start();
        await _world.MintAsync(sink, 3);
        using (var cut = new FileStream(_world.File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) cut.SetLength(0);
        await _world.MintAsync(sink, 3);
        await sink.DisposeAsync();

        Assert.Equal((3, "cut"), (Mints(_world.File), Why(_world.File)));
        Assert.Equal(1, _world.Log.Count(1306));
    }

    [Fact]
    public async Task Nobody_waits_for_a_pipe_to_be_read()
    {
        Unix.MakePipe(_world.File);
        var output = new FileOutput(_world.File, _world.Time, _world.Log);
        Assert.Contains("nobody reads", Assert.Throws<IOException>(() => output.Open()).Message, StringComparison.Ordinal);

        using (new FileStream(_world.File, FileMode.Open, FileAccess.ReadWrite))
        {
            Assert.Equal("started", output.Open()?.Why);
            await output.WriteAsync(ChainWorld.Line("read"));
        }

        output.Close();
        Assert.Throws<IOException>(() => output.Open());
    }

    [Fact]
    public async Task A_pipe_in_the_place_of_the_file_refuses_and_when_it_is_gone_all_is_well()
    {
        var sink = _world.Start();
        await _world.MintAsync(sink, 1);
        File.Delete(_world.File);
        Unix.MakePipe(_world.File);
        Assert.False(await sink.WriteAsync(ChainWorld.Line("lost")));
        Assert.Contains("nobody reads", sink.Fault, StringComparison.Ordinal);

        File.Delete(_world.File);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await sink.WriteAsync(ChainWorld.Line("kept")));
        await sink.DisposeAsync();
    }

    [Fact]
    public async Task A_folder_that_is_gone_refuses_and_when_it_is_back_all_is_well()
    {
        var folder = _world.In("records");
        Directory.CreateDirectory(folder);
        var (file, aside) = (Path.Combine(folder, "audit.jsonl"), _world.In("aside"));
        var sink = _world.Start(file);
        await _world.MintAsync(sink, 3);
        Directory.Move(folder, aside);
        Assert.False(await sink.WriteAsync(ChainWorld.Line("lost")));
        Assert.False(await sink.WriteAsync(ChainWorld.Line("lost")));
        Assert.NotNull(sink.Fault);

        Directory.Move(aside, folder);
        await _world.MintAsync(sink, 3);
        await sink.DisposeAsync();
        Assert.Equal((6, 0), (Mints(file), _world.Lines(file).Count(static line => line.Contains("lost", StringComparison.Ordinal))));
        Assert.Empty(_world.Faults(true, file));
    }

    [Fact]
    public async Task Who_has_moved_a_file_and_says_so_gets_a_new_one_at_once()
    {
        var output = new FileOutput(_world.File, _world.Time, _world.Log);
        var sink = _world.Start(output);
        await _world.MintAsync(sink);
        File.Move(_world.File, Old);
        output.Leave();
        sink.Look();
        await Soon.Holds(() => File.Exists(_world.File) && Why(_world.File) == "reopened", "there is a new file");
        Assert.Equal((1, 0), (_world.Log.Count(1305), _world.Log.Count(1306)));

        // Nobody has moved it: there is nothing to say.
        output.Leave();
        sink.Look();
        await _world.MintAsync(sink);
        Assert.Equal(2, _world.Lines().Length);
        await sink.DisposeAsync();
        Assert.Empty(_world.Faults(true, Old, _world.File));
    }

    [Fact]
    public async Task A_file_is_put_aside_at_its_size_before_the_line_that_comes_then()
    {
        var sink = _world.Start(Rotated(new FileRotation(4000, null, null)));
        await MintsAsync(sink, 60);
        await sink.DisposeAsync();

        string[] aside = Aside();
        Assert.InRange(aside.Length, 4, 60);
        Assert.All(aside, static file => Assert.InRange(new FileInfo(file).Length, 4000, 6000));
        Assert.Equal(60, aside.Append(_world.File).Sum(Mints));
        Assert.All(aside[1..].Append(_world.File), static file => Assert.Equal("rotated", Why(file)));
        Assert.Empty(_world.Faults(true, [.. aside.Reverse(), _world.File]));
        Assert.Empty(_world.Verify(true, [.. aside, _world.File]).Notes);
        Assert.NotEmpty(_world.Faults(true, [.. aside.Where(static (_, i) => i != 2), _world.File]));
    }

    [Fact]
    public async Task A_file_is_put_aside_at_its_age_which_a_restart_does_not_change()
    {
        var daily = new FileRotation(null, TimeSpan.FromHours(24), null);
        var first = _world.Start(Rotated(daily));
        await _world.MintAsync(first);
        _world.Time.Advance(TimeSpan.FromHours(23));
        await first.DisposeAsync();
        var second = _world.Start(Rotated(daily));
        await _world.MintAsync(second);
        Assert.Empty(Aside());

        _world.Time.Advance(TimeSpan.FromHours(1));
        await _world.MintAsync(second);
        Assert.Equal("20260116T120000000Z", Assert.Single(Aside())[(_world.File.Length + 1)..].Split('-')[0]);
        Assert.Equal((2, 1), (Mints(Aside()[0]), Mints(_world.File)));
    }

    [Fact]
    public async Task So_many_are_kept_as_it_says_and_nothing_else_is_removed()
    {
        string[] others = [_world.File + ".20260101T000000000Z-0123456789abcdef.gz", _world.File + ".old", _world.In("audit.jsonl2.20260101T000000000Z-0123456789abcdef")];
        foreach (var other in others) File.WriteAllText(other, "");
        var sink = _world.Start(Rotated(new FileRotation(1000, null, 3)));
        await MintsAsync(sink, 60);

        Assert.Equal(3, Aside().Length);
        Assert.All(others, static other => Assert.True(File.Exists(other), other));
        await sink.DisposeAsync();
        Assert.Empty(_world.Faults(true, [.. Aside(), _world.File]));
    }

    [Fact]
    public async Task A_file_that_two_processes_write_into_is_rotated_by_either_and_loses_nothing()
    {
        var rotation = new FileRotation(3000, null, null);
        var (one, other) = (_world.Start(Rotated(rotation)), _world.Start(Rotated(rotation)));
        for (var i = 0; i < 100; i++)
        {
            await Task.WhenAll(_world.MintAsync(one), _world.MintAsync(other));
            _world.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await one.DisposeAsync();
        await other.DisposeAsync();
        Assert.Equal(200, Aside().Append(_world.File).Sum(Mints));
        Assert.Empty(_world.Faults(true, [.. Aside(), _world.File]));
    }

    [Fact]
    public async Task What_is_no_file_is_never_put_aside()
    {
        var output = new FileOutput("/dev/null", _world.Time, _world.Log) { Rotation = new FileRotation(1, TimeSpan.FromMinutes(1), null) };
        Assert.Equal("started", output.Open()?.Why);
        for (var i = 0; i < 3; i++)
        {
            _world.Time.Advance(TimeSpan.FromDays(1));
            await output.WriteAsync(ChainWorld.Line("gone"));
            Assert.Null(output.Open());
        }

        output.Close();
        Assert.DoesNotContain(Directory.EnumerateFiles("/dev"), static file => file.StartsWith("/dev/null.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_put_aside_is_written_on()
    {
        // There is no room in the name for a moment.
        var file = _world.In(new string('a', 240));
        var sink = _world.Start(new FileOutput(file, _world.Time, _world.Log) { Rotation = new FileRotation(1, null, null) });
        await _world.MintAsync(sink, 3);
        await sink.DisposeAsync();

        Assert.Equal((3, 1), (Mints(file), _world.Log.Count(1307)));
        Assert.Empty(_world.Faults(true, file));
    }

    private static int Mints(string file) => File.ReadLines(file).Count(static line => line.Contains("\"mint-", StringComparison.Ordinal));

    private static string? Why(string file) => File.ReadLines(file).FirstOrDefault(static line => line.Length > 0) is { } line ? (string?)JsonNode.Parse(line)!["why"] : null;

    private FileOutput Rotated(FileRotation rotation) => new(_world.File, _world.Time, _world.Log) { Rotation = rotation };

    private async Task MintsAsync(LineSink sink, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _world.MintAsync(sink);
            _world.Time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    private string[] Aside() => [.. Directory.EnumerateFiles(_world.Folder, "audit.jsonl.2026*Z-*").Where(static file => !file.EndsWith(".gz", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
