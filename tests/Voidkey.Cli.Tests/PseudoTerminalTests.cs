using System.Diagnostics;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>What only a terminal shows: the process itself under <c>script(1)</c>, which gives it one.</summary>
public sealed class PseudoTerminalTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "voidkey.dll");

    [Fact]
    public async Task Who_waits_sees_something_move_that_is_gone_when_the_answer_is_there()
    {
        await using var broker = Slow(TimeSpan.FromSeconds(1.5));

        var shown = await OnTerminalAsync($"voidkey idps --server {broker.Url}");

        Assert.Matches("^\r⠋ waiting for http://127\\.0\\.0\\.1:[0-9]+\e\\[K(\r. waiting for http://127\\.0\\.0\\.1:[0-9]+\e\\[K)*\r\e\\[K\e\\[1mNAME  DEFAULT\e\\[0m\r\n", shown);
        Assert.EndsWith("a     ✓\r\n", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("voidkey -q idps --server {0}")]
    [InlineData("voidkey idps --log-format json --server {0}")]
    [InlineData("CI=true voidkey idps --server {0}")]
    [InlineData("TERM=dumb voidkey idps --server {0}")]
    [InlineData("voidkey idps --server {0} 2>&1 | cat")]
    public async Task Nothing_moves_where_that_is_not_wanted_or_not_seen(string command)
    {
        await using var broker = Slow(TimeSpan.FromSeconds(0.8));

        var shown = await OnTerminalAsync(command.Replace("{0}", broker.Url, StringComparison.Ordinal));

        Assert.DoesNotContain("waiting", shown, StringComparison.Ordinal);
        Assert.EndsWith("a     ✓\r\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_fits_the_terminal_and_is_whole_when_piped()
    {
        const string list = """{"subject":"s","idp":"i","keys":[{"name":"AWS_DEPLOY","provider":"p","description":"a description that is rather long","maxDuration":3600,"outputs":[]}]}""";
        await using var broker = RawBroker.Answering(list);

        var shown = await OnTerminalAsync($"stty cols 60; VOIDKEY_TOKEN=a.b.c voidkey keys --server {broker.Url}");
        var piped = await OnTerminalAsync($"stty cols 60; VOIDKEY_TOKEN=a.b.c voidkey keys --server {broker.Url} 2>/dev/null | cat");

        Assert.Contains("AWS_DEPLOY  p         1h            a description that is r…\r\n", shown, StringComparison.Ordinal);
        Assert.EndsWith("a description that is rather long\r\n", piped, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', piped);
    }

    private static RawBroker Slow(TimeSpan delay) => new(async (stream, ct) =>
    {
        await Task.Delay(delay, ct);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"providers\":[{\"name\":\"a\",\"issuer\":\"i\",\"type\":\"oidc\",\"isDefault\":true}]}"u8.ToArray(), ct);
    });

    /// <summary>Everything that the terminal was sent.</summary>
    private static async Task<string> OnTerminalAsync(string command)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("script(1) differs from system to system");
        var start = new ProcessStartInfo(Shell.Require("script"), ["-qec", $"voidkey() {{ \"$DOTNET\" exec \"$PROGRAM\" \"$@\"; }}; {command}", "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in new Dictionary<string, string?> { ["PATH"] = Environment.GetEnvironmentVariable("PATH"), ["DOTNET"] = Shell.Find("dotnet"), ["PROGRAM"] = Program, ["TERM"] = "xterm", ["SHELL"] = Shell.Require("bash"), ["LC_ALL"] = "C.UTF-8" }) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal("", await errors);
        return output;
    }
}
