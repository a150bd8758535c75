using System.Diagnostics;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>What a real command finds when it has taken voidkey's place.</summary>
public sealed class ExecProcessTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "voidkey.dll");

    [Fact]
    public async Task The_command_is_the_same_process()
    {
        var ran = await RunAsync("sh -c 'echo $$; exec \"$@\"' sh voidkey exec A -- sh -c 'echo $$; echo \"$V\"'");

        var lines = ran.Output.Split('\n');
        Assert.Equal((lines[0], "minted 'value'"), (lines[1], lines[2]));
    }

    [Theory]
    [InlineData("voidkey exec A -- sh -c 'exit 42'", 42)]
    [InlineData("voidkey exec A -- sh -c 'kill -TERM $$'", 143)]
    [InlineData("voidkey exec A -- /none/such", 127)]
    [InlineData("voidkey exec A -- no-such-command", 127)]
    [InlineData("voidkey exec A -- /", 126)]
    [InlineData("voidkey exec A -- /dev/null", 126)]
    public async Task The_exit_code_is_the_commands(string command, int exit) => Assert.Equal(exit, (await RunAsync(command)).Exit);

    [Fact]
    public async Task The_command_has_the_signals_that_its_parent_chose()
    {
        if (!File.Exists("/proc/self/status")) return;

        // Whoever runs the tests in the background has signals of their own ignored.
        const string show = "grep -E ^Sig[BI] /proc/self/status";
        var plain = await RunAsync($"env --default-signal --block-signal=USR2 {show}; env --default-signal --block-signal=USR2 voidkey exec A -- {show}");
        var ignored = await RunAsync($"env --default-signal bash -c \"trap '' HUP INT USR1; {show}; voidkey exec A -- {show}\"");

        Assert.All([plain, ignored], ran => Assert.Equal(ran.Output[..(ran.Output.Length / 2)], ran.Output[(ran.Output.Length / 2)..]));
        Assert.StartsWith("SigBlk:\t0000000000000800\nSigIgn:\t0000000000000000\n", plain.Output, StringComparison.Ordinal);
        Assert.StartsWith("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000203\n", ignored.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_whose_reader_goes_away_ends()
    {
        var ran = await RunAsync("{ voidkey exec A -- yes; echo $? >&2; } | head -n 1");

        Assert.Equal(("y\n", "141\n"), (ran.Output, ran.Errors[^4..]));
    }

    [Fact]
    public async Task The_command_has_the_descriptors_that_its_parent_opened_and_no_other()
    {
        if (!Directory.Exists("/proc/self/fd")) return;

        // Whoever runs the tests may have left some open.
        var ran = await RunAsync("ls /proc/self/fd 7</dev/null; voidkey exec A -- ls /proc/self/fd 7</dev/null");

        Assert.Contains("\n7\n", ran.Output, StringComparison.Ordinal);
        Assert.Equal(ran.Output[..(ran.Output.Length / 2)], ran.Output[(ran.Output.Length / 2)..]);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_reach_the_command_as_they_are()
    {
        var ran = await RunAsync("export ODD=$'a\\xffb'; voidkey exec A -- sh -c 'printf %s \"$ODD$1\" | od -An -tx1' sh $'\\xe9'");

        Assert.Equal(" 61 ff 62 e9\n", ran.Output);
    }

    [Fact]
    public async Task A_script_without_a_first_line_is_the_shells()
    {
        var ran = await RunAsync("echo 'echo \"$0 $1 $V\"' > $0.x; chmod +x $0.x; voidkey exec A -- $0.x one; rm $0.x");

        Assert.EndsWith(".x one minted 'value'\n", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_reads_stdin_and_does_not_see_the_callers_token()
    {
        var ran = await RunAsync("echo typed | voidkey exec A -- sh -c 'cat; env'");

        Assert.StartsWith("typed\n", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", ran.Output, StringComparison.Ordinal);
        Assert.Contains("voidkey: minted A", ran.Errors, StringComparison.Ordinal);
    }

    /// <summary>The value is <c>minted 'value'</c>; what the shell writes here holds it only where the variable is used.</summary>
    [Theory]
    [InlineData("echo \"<$V>\"; echo \"e<$V>\" >&2", "<***>\n", "e<***>\n", 0)]
    [InlineData("printf %s \"${V%???}\"; sleep 0.3; printf %s \"${V#???????????}\"", "***", "", 0)]
    [InlineData("printf %s \"${V%???}\"", "minted 'val", "", 0)]
    [InlineData("echo \"$V\" | base64", "bWludGVkICd2YWx1ZScK\n", "", 0)]
    [InlineData("cat", "typed\n", "", 0)]
    [InlineData("exit 42", "", "", 42)]
    [InlineData("kill -9 $$", "", "", 137)]
    [InlineData("kill $PPID; sleep 5", "", "", 143)]
    [InlineData("trap 'echo got it; exit 3' TERM; kill $PPID; while :; do sleep 0.1; done", "got it\n", "", 3)]
    [InlineData("trap 'echo got it; exit 4' INT; kill -INT $PPID; kill -INT $PPID; while :; do sleep 0.1; done", "got it\n", "", 4)]
    [InlineData("trap 'echo got it; exit 5' USR1; kill -USR1 $PPID; while :; do sleep 0.1; done", "got it\n", "", 5)]
    public async Task With_mask_it_prints_all_but_the_values_and_ends_as_the_command_does(string command, string output, string errors, int exit)
    {
        var ran = await RunAsync($"echo typed | voidkey exec A -q --mask -- bash -c '{command.Replace("'", "'\\''", StringComparison.Ordinal)}'");

        Assert.Equal((exit, output, errors), (ran.Exit, ran.Output, ran.Errors));
    }

    [Fact]
    public async Task With_mask_a_reader_that_went_away_ends_the_command()
    {
        var ran = await RunAsync("voidkey exec A -q --mask -- sh -c 'yes; echo $? >&2' | head -n 1");

        Assert.Equal("y\n", ran.Output);
        Assert.DoesNotContain("Broken", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_mask_a_script_without_a_first_line_is_the_shells_too()
    {
        var ran = await RunAsync("echo 'echo \"$1 $V\"' > $0.x; chmod +x $0.x; voidkey exec A -q --mask -- $0.x one; rm $0.x");

        Assert.Equal("one ***\n", ran.Output);
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(string script)
    {
        if (OperatingSystem.IsWindows() || Shell.Find("bash") is not { } bash) throw Xunit.Sdk.SkipException.ForSkip("there is no bash");
        await using var broker = RawBroker.Answering(Some.MintBody(("A", [("V", "minted 'value'")])));
        var folder = Directory.CreateTempSubdirectory("voidkey-exec-").FullName;

        // A script and not a function: it must be a program that can be started, and be replaced, like any other.
        var voidkey = Path.Combine(folder, "voidkey");
        await File.WriteAllTextAsync(voidkey, $"#!/bin/sh\nexec '{Shell.Find("dotnet")}' exec '{Program}' \"$@\"\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(voidkey, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // Whoever runs tests in the background has SIGINT ignored, and nobody below can take that back by a trap.
        var start = new ProcessStartInfo("env", ["--default-signal=HUP,INT,QUIT", bash, "-c", script, Path.Combine(folder, "script")]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["VOIDKEY_BROKER_URL"] = broker.Url;
        start.Environment["VOIDKEY_OIDC_TOKEN"] = "subject.token.canary";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Directory.Delete(folder, recursive: true);
        return (process.ExitCode, output, await errors);
    }
}
