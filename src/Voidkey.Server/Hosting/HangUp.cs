using System.Runtime.InteropServices;

namespace Voidkey.Server.Hosting;

/// <summary>SIGHUP, which asks a daemon to read its configuration again. A terminal that closes sends it too, and is taken no other way: SIGTERM ends a server.</summary>
/// <remarks>Heard from the first moment to the last: while nobody can be asked yet it is remembered, and one that comes when all is over ends nothing.</remarks>
internal static partial class HangUp
{
    private const int Number = 1;

    private static readonly Lock Gate = new();

    // Kept to the end of the process, and never given up: between the last request and the exit there is a moment too.
    private static PosixSignalRegistration? Registration;
    private static Action? Reload;
    private static bool HasCome;

    /// <summary>From here on SIGHUP does not end the process.</summary>
    public static void Listen()
    {
        if (OperatingSystem.IsWindows() || Registration is not null) return;

        // Who is started by nohup, or by somebody who was, inherits that SIGHUP is ignored; the platform leaves it so, and would never tell us of one.
        _ = SetDisposition(Number, 0);
        Registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Hear);
    }

    /// <summary>Names who is asked for a reload: now, where one was asked for already, and whenever one is.</summary>
    public static void Tell(Action reload)
    {
        lock (Gate)
        {
            Reload = reload;
            if (!HasCome) return;
        }

        reload();
    }

    private static void Hear(PosixSignalContext context)
    {
        context.Cancel = true;
        Action? reload;
        lock (Gate) (reload, HasCome) = (Reload, true);
        reload?.Invoke();
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetDisposition(int signal, nint disposition);
}
