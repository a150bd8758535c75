using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>A token that somebody gave: on the command line, in a file, on stdin, or in a variable.</summary>
internal sealed class GivenToken(Invocation invocation, IdentityOptions options)
{
    public const string HowToGiveOne = "pass --token-file PATH, pipe it into --token -, or set VOIDKEY_OIDC_TOKEN";

    /// <summary>The names a token was always given under, asked after those that say what they are.</summary>
    public static readonly IReadOnlyList<string> PlainVariables = ["VOIDKEY_TOKEN", "OIDC_TOKEN"];

    public bool IsOnCommandLine => invocation.OnCommandLine(options.Bearer) is not null || invocation.OnCommandLine(options.BearerFile) is not null;

    /// <summary>Null: none was given.</summary>
    public async Task<Result<Secret>?> FindAsync(CancellationToken ct)
    {
        var argument = invocation.OnCommandLine(options.Bearer);
        var file = invocation.OnCommandLine(options.BearerFile);
        if (argument is not null && file is not null) return invocation.Usage("--token and --token-file exclude each other");
        if (argument is not null) return await FromOperandAsync(argument.Value, ct);
        if (file is not null) return await ReadFileAsync(file, ct);

        if (Look("VOIDKEY_OIDC_TOKEN") is { } token) return TokenText.Check(token.Value, token.Origin);
        if (Look("VOIDKEY_OIDC_TOKEN_FILE") is { } variable) return await ReadFileAsync(variable, ct);
        foreach (var name in PlainVariables)
        {
            if (Look(name) is { } plain) return TokenText.Check(plain.Value, plain.Origin);
        }

        return null;
    }

    /// <summary>A token on the command line, or <c>-</c> for stdin.</summary>
    public async Task<Result<Secret>> FromOperandAsync(string value, CancellationToken ct)
    {
        if (value == "-") return await ReadInputAsync(ct);
        var origin = invocation.OnCommandLine(options.Bearer) is null ? "the command line" : "--token";
        invocation.Messages.Warn($"a token given {(origin == "--token" ? "with --token" : "on the command line")} can be read by every process on this machine (ps); use --token-file or --token -");
        return TokenText.Check(value, origin);
    }

    /// <summary>Why there is no token at all.</summary>
    public Failure Missing() => invocation.InEnvironment("GITHUB_TOKEN") is null ? None() : OnlyGithubs();

    private Setting? Look(string name)
    {
        var setting = invocation.InEnvironment(name);
        invocation.Messages.Debug($"token in {name}: {(setting is null ? "not set" : "set")}");
        return setting;
    }

    private async Task<Result<Secret>> ReadInputAsync(CancellationToken ct)
    {
        invocation.WaitingFor = "no token arrived";
        await using var input = invocation.Surroundings.Input();
        return await TokenText.ReadAsync(input, "stdin", ct);
    }

    private async Task<Result<Secret>> ReadFileAsync(Setting path, CancellationToken ct) =>
        path.Value == "-" ? await ReadInputAsync(ct) : await TokenFile.ReadAsync(path.Value, path.Origin, File.OpenRead, ct);

    /// <summary>A person can log in; a job cannot.</summary>
    private Failure None() => Failure.NoToken(
        "there is no token to show to the broker",
        hint: invocation.Surroundings.ErrorsAreTerminal && invocation.NobodyToAsk is null ? $"voidkey login; or {HowToGiveOne}" : HowToGiveOne);

    private static Failure OnlyGithubs() => Failure.NoToken(
        "there is no token to show to the broker",
        "GITHUB_TOKEN is set, but it is a repository credential and not an OIDC token, so it is never sent",
        HowToGiveOne);
}
