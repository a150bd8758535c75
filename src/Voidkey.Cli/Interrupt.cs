using System.Runtime.InteropServices;

namespace Voidkey.Cli;

/// <summary>Turns the first Ctrl-C into a cancellation. A second one ends the process at once.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration _registration;

    public Interrupt() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);

    public CancellationToken Cancelled => _cancellation.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _cancellation.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // Whoever asked later is heard first: a command below us decides by itself whether it ends.
        context.Cancel |= !_cancellation.IsCancellationRequested;
        _cancellation.Cancel();
    }
}
