using System.Runtime.InteropServices;

namespace Voidkey.Server.Hosting;

/// <summary>Ends the server on SIGTERM, SIGINT and SIGQUIT. On SIGTERM it says first that it is not ready, and serves on for as long as <c>server.drainDelay</c> says: whoever sends callers here is to hear of it before a connection is refused.</summary>
/// <param name="drainDelay">Asked when the signal comes: a reload may have changed it.</param>
internal sealed class SignalLifetime(IHostApplicationLifetime application, Readiness readiness, Func<TimeSpan> drainDelay, TimeProvider time, ILogger logger) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT }) _registrations.Add(PosixSignalRegistration.Create(signal, Hear));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    // A second signal, or one from a keyboard, does not wait.
    private void Hear(PosixSignalContext context)
    {
        context.Cancel = true;
        var isFirst = readiness.Drain();
        var delay = isFirst && context.Signal == PosixSignal.SIGTERM ? drainDelay() : TimeSpan.Zero;
        if (delay > TimeSpan.Zero) _ = StopAfterAsync(delay, application.ApplicationStopping);
        else application.StopApplication();
    }

    private async Task StopAfterAsync(TimeSpan delay, CancellationToken ct)
    {
        logger.Draining(delay);
        await Task.WhenAny(Task.Delay(delay, time, ct));
        application.StopApplication();
    }
}
