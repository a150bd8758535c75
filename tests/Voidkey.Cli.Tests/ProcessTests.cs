using System.Diagnostics;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>What only a process of its own can show: its real streams and its exit code.</summary>
public sealed class ProcessTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "voidkey.dll");

    [Fact]
    public async Task A_full_disk_is_a_failure()
    {
        if (!File.Exists("/dev/full")) return;

        Assert.Equal(1, (await ShellAsync("voidkey version > /dev/full")).Exit);
        Assert.Equal(1, (await ShellAsync("voidkey help > /dev/full")).Exit);
    }

    /// <summary>The reader closes the pipe first and says so through a second one; only then does voidkey write.</summary>
    [Fact]
    public async Task A_reader_that_went_away_is_a_failure()
    {
        const string script = """
            mkfifo "$0.gone"
            { { read -r _ < "$0.gone"; voidkey help; echo $? >&3; } | { exec <&-; echo gone > "$0.gone"; }; } 3>&1
            rm "$0.gone"
            """;

        Assert.Equal("1\n", (await ShellAsync(script)).Output);
    }

    [Fact]
    public async Task Output_goes_after_what_others_wrote_to_the_file()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        await ShellAsync($"(echo first; voidkey --version; voidkey mint; echo last) > {file} 2>&1");
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);

        File.Delete(file);
        Assert.Equal(("first", "voidkey 0.1.0", "last"), (lines[0], lines[1], lines[^1]));
        Assert.Contains("error: say which keys to mint, or --all", lines);
    }

    [Theory]
    [InlineData("voidkey version", 0)]
    [InlineData("voidkey nonsense", 2)]
    [InlineData("VOIDKEY_TIMEOUT=x voidkey idps", 3)]
    [InlineData("voidkey keys", 4)]
    [InlineData("voidkey idps --server http://127.0.0.1:1 --retries 0", 6)]
    public async Task The_exit_code_reaches_the_shell(string command, int exit) => Assert.Equal(exit, (await ShellAsync(command)).Exit);

    private static async Task<(int Exit, string Output)> ShellAsync(string script)
    {
        if (Shell.Find("bash") is not { } bash) return default;
        var start = new ProcessStartInfo(bash) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"voidkey() {{ \"$DOTNET\" exec \"$PROGRAM\" \"$@\"; }}\n{script}");
        start.ArgumentList.Add(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["DOTNET"] = Shell.Find("dotnet");
        start.Environment["PROGRAM"] = Program;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await Task.WhenAll(errors, process.WaitForExitAsync());
        return (process.ExitCode, output);
    }
}
