using System.Runtime.InteropServices;

namespace Voidkey.Server.Hosting;

/// <summary>SIGHUP, which asks a daemon to read its configuration again. A terminal that closes sends it too, and is taken no other way: SIGTERM ends a server.</summary>
internal static class HangUp
{
    /// <returns>Keeps the signal from ending the process until it is disposed of; null where there is no such signal.</returns>
    public static IDisposable? Handle(Action reload) => OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        context.Cancel = true;
        reload();
    });
}
