using System.Diagnostics;

namespace Voidkey.RealTests.Harness;

/// <summary>A server: a process in a group of its own, its output in files, ended by its id.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly string _output;
    private readonly string _errors;

    private Child(string name, Process process, string output, string errors) => (Name, _process, _output, _errors) = (name, process, output, errors);

    public string Name { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public string Output => File.ReadAllText(_output);

    public string Errors => File.ReadAllText(_errors);

    /// <summary>All that it has printed.</summary>
    public string Log => Output + Errors;

    /// <param name="folder">Where its output goes: <c>NAME.out</c> and <c>NAME.err</c>, appended to.</param>
    public static Child Start(string name, string folder, Command command)
    {
        var (output, errors) = (Path.Combine(folder, $"{name}.out"), Path.Combine(folder, $"{name}.err"));

        // setsid makes the group and becomes the program, so the id stays the same. Who runs tests in the background, or with nohup, has signals ignored that nobody below could ask back.
        var start = Command.StartInfo(
            "/bin/sh", ["-c", "out=$1 err=$2; shift 2; exec setsid env --default-signal=HUP,INT,QUIT \"$@\" </dev/null >>\"$out\" 2>>\"$err\"", "sh", output, errors, command.Program, .. command.Arguments], command.Environment);
        foreach (var file in new[] { output, errors }) File.AppendAllText(file, "");
        var process = Process.Start(start)!;
        RunFolder.Record(process.Id, name);
        return new Child(name, process, output, errors);
    }

    /// <summary>Sends a signal to the process.</summary>
    public void Signal(int signal)
    {
        if (!HasExited) Signals.Send(Id, signal);
    }

    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync(TimeSpan limit)
    {
        using var ended = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(ended.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{Name} did not end within {limit.TotalSeconds:0.#} s\n{LogTail()}");
        }

        return ExitCode;
    }

    /// <summary>Asks it to end, and makes it end when it does not.</summary>
    public async Task StopAsync()
    {
        if (HasExited) return;

        Signal(Signals.Terminate);
        Signal(Signals.Continue);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Signals.Send(-Id, Signals.Kill);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public string LogTail() => string.Join('\n', Log.Split('\n').TakeLast(40));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }
}
