using System.Collections;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Voidkey.Cli.Execution;

/// <summary>Windows has no <c>execve</c>: the command is a child with our console and handles, and we end as it ends.</summary>
internal sealed class WindowsProcess : IProcess
{
    public IReadOnlyList<EnvironmentEntry> Environment() =>
        [.. System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => EnvironmentEntry.Of((string)entry.Key, (string?)entry.Value ?? ""))];

    public ProgramFile Look(string path) => Directory.Exists(path) ? ProgramFile.NotExecutable : File.Exists(path) ? ProgramFile.Executable : ProgramFile.Missing;

    public Result<ExitCode> Become(Successor successor)
    {
        if (successor.Masked is { } values) return MaskedChild.RunAsync(successor, values, CancellationToken.None).GetAwaiter().GetResult();
        if (!Start(successor).TryGet(out var child, out var failure)) return failure;

        // Ctrl-C reaches the command too; what it makes of it is its business, and how it then ends is ours to report.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        return child.WaitAsync(CancellationToken.None).GetAwaiter().GetResult();
    }

    public Result<Child> Start(Successor successor)
    {
        var start = new ProcessStartInfo(successor.Path, successor.Arguments.Skip(1)) { UseShellExecute = false };
        start.Environment.Clear();
        foreach (var entry in successor.Environment) start.Environment[entry.Name] = Encoding.UTF8.GetString(entry.Bytes)[(entry.Name.Length + 1)..];
        try
        {
            return new Started(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            return new Failure(ExitCode.NotExecutable, FailureCodes.CommandNotExecutable, "the command could not be started", e.Message);
        }
    }

    private sealed class Started(Process process) : Child
    {
        public override int Id => process.Id;

        public override async Task<ExitCode> WaitAsync(CancellationToken ct)
        {
            await process.WaitForExitAsync(ct);
            return (ExitCode)process.ExitCode;
        }
    }
}
