using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>A program that prints a token. It is run as it is, without a shell; what it says on stderr is its own to say.</summary>
internal sealed class TokenProgram(Invocation invocation, string program, IReadOnlyList<string> arguments)
{
    public async Task<Result<Secret>> RunAsync(CancellationToken ct)
    {
        var name = Path.GetFileName(program);
        invocation.WaitingFor = $"{name} did not hand out a token";
        invocation.Messages.Debug($"running {name} {string.Join(' ', arguments)}");
        var run = await invocation.Surroundings.Programs.RunAsync(program, arguments, TokenText.MaxBytesRead, ct);
        return run switch
        {
            null => Failure.NoToken($"{name} could not be started", "the operating system refused to run it", "check that it is a program for this machine"),
            { Exit: not 0 } => Failure.NoToken($"{name} failed with exit code {run.Exit}", hint: $"what it said stands above; run {name} {string.Join(' ', arguments.Take(3))} by hand"),
            _ => TokenText.Read(run.Output, name),
        };
    }
}
