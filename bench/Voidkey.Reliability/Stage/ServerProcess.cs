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

    /// <summary>Where all that it prints goes.</summary>
    public string LogFile => _log;

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
    public double PeakMebibytes() => Told("VmHWM:") / 1024;

    /// <summary>What it takes of the machine now.</summary>
    public Footprint Footprint()
    {
        var handles = Directory.EnumerateFileSystemEntries($"/proc/{_process.Id}/fd").Select(static entry => new FileInfo(entry).LinkTarget ?? "").ToArray();
        return new Footprint(Told("VmRSS:") / 1024, (int)Told("Threads:"), handles.Length, handles.Count(static target => target.StartsWith("socket:", StringComparison.Ordinal)));
    }

    private double Told(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line[name.Length..].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

/// <summary>What a process takes of the machine at one moment.</summary>
/// <param name="Mebibytes">Its resident set.</param>
/// <param name="Handles">Its open files, sockets among them.</param>
internal readonly record struct Footprint(double Mebibytes, int Threads, int Handles, int Sockets);
