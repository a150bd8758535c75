using Voidkey.Cli.Broker;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Tokens;

/// <summary>Finds the caller's token: one that was given, else the first source that is here. docs/cli.md lists them in this order.</summary>
/// <remarks>A source that is here and fails ends the search. Going on would show the broker another identity than the job's own, and hide what is missing.</remarks>
internal sealed class TokenChain(Invocation invocation, IdentityOptions options, BrokerClient broker)
{
    public async Task<Result<Secret>> GetAsync(CancellationToken ct) => Noted(await FindAsync(ct));

    /// <summary>The token that was written where no flag stands, or <c>-</c> for stdin.</summary>
    public async Task<Result<Secret>> GetAsync(string operand, CancellationToken ct)
    {
        var given = new GivenToken(invocation, options);
        if (given.IsOnCommandLine || invocation.OnCommandLine(options.Source) is not null) return invocation.Usage("give the token once: as an argument, or with a flag");
        return Noted(await given.FromOperandAsync(operand, ct));
    }

    /// <summary>From here on nothing that is said can show it.</summary>
    private Result<Secret> Noted(Result<Secret> found)
    {
        if (!found.TryGet(out var bearer, out _)) return found;
        invocation.Messages.NeverShow(bearer);
        if (invocation.Messages.Verbosity == Verbosity.Verbose) invocation.Messages.Verbose($"token {TokenTrace.Of(bearer)}");
        if (invocation.Messages.IsDebug) invocation.Messages.Debug($"token: {TokenTrace.Of(bearer)}");
        return found;
    }

    private async Task<Result<Secret>> FindAsync(CancellationToken ct)
    {
        invocation.WaitingFor = "no token arrived";
        var given = new GivenToken(invocation, options);
        if (invocation.OnCommandLine(options.MinTtl) is { } least && Durations.ParseSeconds(least.Value) is null) return invocation.Usage($"{least.Origin} is a length of time of at least 1s, like 60, 5m or 1h");
        var flag = invocation.OnCommandLine(options.Source);
        if (flag is not null && given.IsOnCommandLine) return invocation.Usage("--source and a token on the command line exclude each other");

        // Who writes --source means it, also where a variable holds a token of somebody else's.
        if (flag is null && await given.FindAsync(ct) is { } token) return token;

        var sources = TokenSources.Of(invocation, options);
        if ((flag ?? invocation.Find(options.Source)) is { } chosen) return await FromAsync(chosen, sources, ct);

        foreach (var source in sources)
        {
            var here = source.IsHere;
            invocation.Messages.Debug($"token source {source.Name}: {(here ? "here" : $"not here ({source.Sign})")}");
            if (here) return await AskAsync(source, ct);
        }

        return given.Missing();
    }

    private async Task<Result<Secret>> FromAsync(Setting chosen, IReadOnlyList<ITokenSource> sources, CancellationToken ct)
    {
        if (chosen.Value == TokenSources.None) return new GivenToken(invocation, options).Missing();

        var names = sources.Select(s => s.Name).Append(TokenSources.None).ToList();
        if (sources.FirstOrDefault(s => s.Name == chosen.Value) is not { } source)
            return chosen.Wrong($"{chosen.Origin} is one of {string.Join(", ", names)}{Suggestion.For(chosen.Value, names)}");

        invocation.Messages.Debug($"token source {source.Name}: chosen by {chosen.Place ?? chosen.Origin}");
        return await AskAsync(source, ct);
    }

    private Task<Result<Secret>> AskAsync(ITokenSource source, CancellationToken ct)
    {
        invocation.WaitingFor = $"no token arrived from {source.Name}";
        return source.GetTokenAsync(new Audience(invocation, options, broker, source.Name), ct);
    }
}
