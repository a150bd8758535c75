using System.Runtime.InteropServices;

namespace Voidkey.Cli.Execution;

/// <summary>What is sent to us is meant for the command below us, which decides whether it ends. We wait for that.</summary>
internal sealed partial class ForwardedSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly List<int> _early = [];
    private readonly Lock _lock = new();
    private int _processId;

    /// <summary>From now on nothing ends us.</summary>
    public ForwardedSignals()
    {
        // A terminal sends these to the whole group itself. Twice is once too often: the second Ctrl-C means something else to many programs.
        PosixSignal[] fromTerminal = [PosixSignal.SIGINT, PosixSignal.SIGQUIT];
        foreach (var signal in fromTerminal) Register(signal, isForwarded: Console.IsInputRedirected);
        if (OperatingSystem.IsWindows()) return;

        Register(PosixSignal.SIGTERM, isForwarded: true);
        Register(PosixSignal.SIGHUP, isForwarded: true);
        foreach (var raw in OperatingSystem.IsMacOS() ? new[] { 30, 31 } : [10, 12]) Register((PosixSignal)raw, isForwarded: true); // SIGUSR1, SIGUSR2
    }

    /// <summary>Who gets them, those among them that came meanwhile.</summary>
    /// <param name="processId">Of a process that is ours to wait for, so that its id is not another's.</param>
    public void To(int processId)
    {
        lock (_lock)
        {
            _processId = processId;
            foreach (var signal in _early) _ = Send(processId, signal);
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void Register(PosixSignal signal, bool isForwarded) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (!isForwarded || OperatingSystem.IsWindows()) return;
        lock (_lock)
        {
            if (_processId == 0) _early.Add(Number(context.Signal));
            else _ = Send(_processId, Number(context.Signal));
        }
    }));

    private static int Number(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        PosixSignal.SIGTERM => 15,
        _ => (int)signal,
    };

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int processId, int signal);
}
