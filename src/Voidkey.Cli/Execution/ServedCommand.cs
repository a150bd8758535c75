using Voidkey.Cli.Serving;

namespace Voidkey.Cli.Execution;

/// <summary>A command with a port beside it that lives as long as the command. Signals for us are meant for the command.</summary>
internal sealed class ServedCommand(IProcess process, CredentialServer server)
{
    public async Task<Result<ExitCode>> RunAsync(Successor successor, CancellationToken ct)
    {
        using var _ = server;
        ct.ThrowIfCancellationRequested();
        using var signals = new ForwardedSignals();
        if (!process.Start(successor).TryGet(out var child, out var failure)) return failure;

        signals.To(child.Id);
        using var stop = new CancellationTokenSource();
        var serving = server.ServeAsync(stop.Token);
        try
        {
            // Ctrl-C is the command's to obey or not, so it does not end the wait.
            var ending = child.WaitAsync(CancellationToken.None);
            if (await Task.WhenAny(ending, serving) == serving) await serving;
            return await ending;
        }
        finally
        {
            await stop.CancelAsync();
            await serving;
        }
    }
}
