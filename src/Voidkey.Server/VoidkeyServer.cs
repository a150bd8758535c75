namespace Voidkey.Server;

/// <summary><c>voidkey-server</c> for those who add to it: the same server, command line and configuration, with more provider types.</summary>
/// <remarks>
/// The whole <c>Program.cs</c> of such a server, docs/adding-a-provider.md has the rest:
/// <code>return await VoidkeyServer.CreateBuilder(args).AddAccessProvider&lt;MyProvider&gt;().RunAsync();</code>
/// </remarks>
public static class VoidkeyServer
{
    /// <param name="args">What the process was started with: all that <c>voidkey-server --help</c> tells.</param>
    public static VoidkeyServerBuilder CreateBuilder(string[] args) => new(args);
}
