using System.Diagnostics;
using System.Globalization;

namespace Voidkey.Reliability.Stage;

/// <summary>The shipped server, ended by its id. It sees the environment that is given here and nothing else.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _log;

    private ServerProcess(Process process, string log) => (_process, _log) = (process, log);

    public bool IsRunning => !_process.HasExited;

    /// <summary>All that it has printed.</summary>
    public string Log => File.Exists(_log) ? File.ReadAllText(_log) : "";

    /// <param name="folder">Where its log goes.</param>
    public static ServerProcess Start(string binary, string config, int port, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var log = Path.Combine(folder, "server.log");

        // The shell only redirects, and becomes the server: the id stays the same.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" </dev/null >>\"$log\" 2>&1", "sh", log, binary, "--config", config, "--urls", $"http://127.0.0.1:{port}"]);
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new ServerProcess(Process.Start(start)!, log);
    }

    /// <param name="name">As <c>kill</c> knows it.</param>
    public void Signal(string name)
    {
        using var sent = Process.Start("/bin/sh", ["-c", "kill -\"$1\" \"$2\"", "sh", name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        sent.WaitForExit();
    }

    /// <returns>Its exit code, once it has one.</returns>
    public async Task<int> ExitAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        return _process.ExitCode;
    }

    /// <summary>The most that it has had in memory, as the kernel counts.</summary>
    public double PeakMebibytes()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
