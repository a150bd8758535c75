using System.Text;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>Real programs that hand out tokens, well-behaved and not.</summary>
public sealed class ChildProgramsTests
{
    private static readonly string? Sh = Shell.Find("sh");

    private static Task<ProgramRun?> RunAsync(string script, CancellationToken ct) => new ChildPrograms(() => null).RunAsync(Sh!, ["-c", script], 100, ct);

    [Fact]
    public async Task What_it_prints_and_how_it_ends_is_known_and_it_has_no_input()
    {
        if (Sh is null) return;

        var run = await RunAsync("cat; printf 't.t.t'; exit 3", TestContext.Current.CancellationToken);

        Assert.Equal((3, "t.t.t"), (run!.Exit, Encoding.ASCII.GetString(run.Output)));
    }

    [Fact]
    public async Task Arguments_arrive_as_they_are()
    {
        if (Sh is null) return;

        var run = await new ChildPrograms(() => null).RunAsync(Sh, ["-c", "printf '%s|' \"$@\"", "-", "a b", "\"$(id)", "", "*"], 100, TestContext.Current.CancellationToken);

        Assert.Equal("a b|\"$(id)||*|", Encoding.ASCII.GetString(run!.Output));
    }

    [Fact]
    public async Task One_that_never_stops_printing_is_ended()
    {
        if (Sh is null) return;

        var run = await RunAsync("while :; do echo xxxxxxxxxxxxxxxx; done", TestContext.Current.CancellationToken);

        Assert.Equal(100, run!.Output.Length);
    }

    /// <summary>The child announces itself with a file: nothing here waits for a clock.</summary>
    [Fact]
    public async Task One_that_hangs_is_ended_when_the_time_is_up()
    {
        if (Sh is null || !Directory.Exists("/proc/self")) return;
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var time = new CancellationTokenSource();
        var running = RunAsync($"echo $$ > {file}.tmp; mv {file}.tmp {file}; exec sleep 1000", time.Token);
        while (!File.Exists(file)) await Task.Yield();
        var pid = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim();
        Assert.True(Directory.Exists($"/proc/{pid}"));

        await time.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        File.Delete(file);
        while (Directory.Exists($"/proc/{pid}")) await Task.Yield();
    }

    [Fact]
    public async Task One_that_is_none_is_not_started()
    {
        var run = await new ChildPrograms(() => null).RunAsync("/dev/null", [], 100, TestContext.Current.CancellationToken);

        Assert.Null(run);
    }

    [Fact]
    public void Only_absolute_directories_of_the_path_are_searched()
    {
        if (Sh is null) return;
        var directory = Path.GetDirectoryName(Sh)!;
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, directory);

        Assert.Equal(Sh, new ChildPrograms(() => $"/none:{directory}").Find("sh"));
        Assert.Null(new ChildPrograms(() => $":.:{relative}").Find("sh"));
        Assert.Null(new ChildPrograms(() => directory).Find("no-such-program"));
        Assert.Null(new ChildPrograms(() => null).Find("sh"));
    }
}
