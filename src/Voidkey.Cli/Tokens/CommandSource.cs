using Voidkey.Cli.Commands;
using Voidkey.Cli.Configuration;

namespace Voidkey.Cli.Tokens;

/// <summary>A source of <c>token_sources</c>: a program that prints a token. It is asked only when somebody chose it by name.</summary>
internal sealed class CommandSource(Invocation invocation, IdentityOptions options, string name, TokenCommandLine command) : ITokenSource
{
    private const string HowToAsk = "leave --audience out, or let the command ask for it";

    public string Name => name;

    public string Sign => "it was not chosen";

    public bool IsHere => false;

    public async Task<Result<Secret>> GetTokenAsync(Audience audience, CancellationToken ct)
    {
        var cache = new TokenCache(invocation, options);
        if (await cache.FindAsync(name, command, ct) is { } kept) return audience.Insist(kept, HowToAsk);

        // One and the same shell for everybody who reads the file; $SHELL may be one that reads it otherwise.
        IReadOnlyList<string> words = !command.IsShell ? command.Words : OperatingSystem.IsWindows() ? ["cmd", "/d", "/s", "/c", command.Words[0]] : ["sh", "-c", command.Words[0]];
        var program = Path.IsPathFullyQualified(words[0]) ? words[0] : invocation.Surroundings.Programs.Find(words[0]);
        if (program is null) return Failure.NoToken($"the token source {name} cannot be asked", $"there is no program {words[0]} on the PATH", $"correct token_sources.{name}.command, or install it");

        var found = await new TokenProgram(invocation, $"the command of token source {name}", program, [.. words.Skip(1)]).RunAsync(ct);
        if (found.TryGet(out var bearer, out _)) cache.Keep(name, command, bearer);
        return audience.Insist(found, HowToAsk);
    }
}
