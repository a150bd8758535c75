using System.Runtime.InteropServices;

namespace Voidkey.Cli.Execution;

/// <summary>A child of <c>posix_spawn(3)</c>.</summary>
internal sealed partial class UnixChild(int id) : Child
{
    private const int Interrupted = 4; // EINTR
    private const int SignalMask = 0x7f;
    private const int SignalBase = 128;

    public override int Id => id;

    public override Task<ExitCode> WaitAsync(CancellationToken ct)
    {
        var end = new TaskCompletionSource<ExitCode>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => end.SetResult(Wait())) { IsBackground = true }.Start();
        return end.Task.WaitAsync(ct);
    }

    private ExitCode Wait()
    {
        int result, status;
        do result = WaitFor(id, out status, 0);
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        // Where SIGCHLD was ignored by whoever started us, nobody learns how it ended.
        if (result != id) return ExitCode.General;
        return (ExitCode)((status & SignalMask) == 0 ? (status >> 8) & 0xff : SignalBase + (status & SignalMask));
    }

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitFor(int id, out int status, int options);
}
