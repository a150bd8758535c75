using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>A program that prints a token. It is run as it is, without a shell; what it says on stderr is its own to say.</summary>
/// <param name="shown">What to call it. Its arguments may hold a password where a user wrote them, so they are never shown.</param>
internal sealed class TokenProgram(Invocation invocation, string shown, string program, IReadOnlyList<string> arguments)
{
    public async Task<Result<Secret>> RunAsync(CancellationToken ct)
    {
        invocation.WaitingFor = $"{shown} did not hand out a token";
        invocation.Messages.Debug($"running {program} ({shown})");
        var run = await invocation.Surroundings.Programs.RunAsync(program, arguments, TokenText.MaxBytesRead, ct);
        return run switch
        {
            null => Failure.NoToken($"{shown} could not be started", $"the operating system refused to run {program}", "check that it is a program for this machine"),
            { Exit: not 0 } => Failure.NoToken($"{shown} failed with exit code {run.Exit}", hint: "what it said about it stands above, if it said anything; run it by hand"),
            _ => TokenText.Read(run.Output, shown),
        };
    }
}
