using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>The server as a process of its own, ended by its id.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    public const int HangUp = 1;
    public const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();

    private ServerProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            CanaryFolder.Said("a server's standard error", line.Data ?? "");
            _errors.Enqueue(line.Data ?? "");
        };
        process.OutputDataReceived += static (_, line) => CanaryFolder.Said("a server's standard output", line.Data ?? "");
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>What it has logged.</summary>
    public string Errors => string.Join('\n', _errors);

    public Uri Address => new(Listening().Match(Errors).Groups[1].Value);

    /// <param name="config">The configuration's file or folder.</param>
    /// <param name="trap">What the shell that starts it makes of signals, for it to inherit; null: nothing.</param>
    public static async Task<ServerProcess> StartAsync(string config, string? trap = null)
    {
        var server = Begin(config, trap);
        try
        {
            await server.SaysAsync("Listening on");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same without waiting for anything.</summary>
    public static ServerProcess Begin(string config, string? trap = null) => new(Process.Start(new ProcessStartInfo(
        "/bin/sh", ["-c", $"{trap ?? ":"}; exec dotnet \"$@\"", "sh", Path.Combine(AppContext.BaseDirectory, "voidkey-server.dll"), "--config", config, "--urls", $"http://127.0.0.1:{FreePort()}"])
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
        RedirectStandardInput = true,
    })!);

    /// <summary>Waits until the log has a text so many times.</summary>
    public async Task SaysAsync(string text, int times = 1)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (Regex.Count(Errors, Regex.Escape(text)) < times)
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(started) > Patience) Assert.Fail($"'{text}' was never said {times} times\n{Errors}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <returns>How many descriptors it has of a file.</returns>
    public int HoldsOpen(string path) => Directory.EnumerateFileSystemEntries($"/proc/{_process.Id}/fd").Count(descriptor => new FileInfo(descriptor).LinkTarget == path);

    public void Signal(int signal) => _ = NativeKill(_process.Id, signal);

    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int processId, int signal);

    [GeneratedRegex(@"Listening on (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
