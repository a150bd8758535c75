namespace Voidkey.Cli.Sessions;

/// <summary>As long as it is held, no other process touches the session.</summary>
internal sealed class SessionLock(IDisposable held) : IDisposable
{
    public void Dispose() => held.Dispose();
}
