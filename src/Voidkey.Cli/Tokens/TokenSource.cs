using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>Finds the caller's token. The first place that has one wins; docs/cli.md lists them in this order.</summary>
internal sealed class TokenSource(Invocation invocation, IdentityOptions options)
{
    public const string HowToGiveOne = "pass --token-file PATH, pipe it into --token -, or set VOIDKEY_OIDC_TOKEN";

    /// <summary>The names a token was always given under, asked after those that say what they are.</summary>
    public static readonly IReadOnlyList<string> PlainVariables = ["VOIDKEY_TOKEN", "OIDC_TOKEN"];

    public async Task<Result<Secret>> GetAsync(CancellationToken ct)
    {
        var argument = invocation.OnCommandLine(options.Bearer);
        var file = invocation.OnCommandLine(options.BearerFile);
        if (argument is not null && file is not null) return invocation.Usage("--token and --token-file exclude each other");
        if (argument is { Value: "-" }) return await ReadInputAsync(ct);
        if (argument is not null) return FromArgument(argument.Value);
        if (file is not null) return await ReadFileAsync(file, ct);

        if (invocation.InEnvironment("VOIDKEY_OIDC_TOKEN") is { } token) return TokenText.Check(token.Value, token.Origin);
        if (invocation.InEnvironment("VOIDKEY_OIDC_TOKEN_FILE") is { } variable) return await ReadFileAsync(variable, ct);
        foreach (var name in PlainVariables)
        {
            if (invocation.InEnvironment(name) is { } plain) return TokenText.Check(plain.Value, plain.Origin);
        }

        return invocation.InEnvironment("GITHUB_TOKEN") is null ? None() : OnlyGithubs();
    }

    private Result<Secret> FromArgument(string value)
    {
        invocation.Messages.Warn("a token given with --token can be read by every process on this machine (ps); use --token-file or --token -");
        return TokenText.Check(value, "--token");
    }

    private async Task<Result<Secret>> ReadInputAsync(CancellationToken ct)
    {
        await using var input = invocation.Surroundings.Input();
        return await ReadAsync(input, "stdin", ct);
    }

    private async Task<Result<Secret>> ReadFileAsync(Setting path, CancellationToken ct)
    {
        if (path.Value == "-") return await ReadInputAsync(ct);
        try
        {
            // Opening a named pipe blocks until somebody writes to it.
            await using var file = await Task.Run(() => File.OpenRead(path.Value), ct).WaitAsync(ct);
            return await ReadAsync(file, path.Origin, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Failure.NoToken($"the token file of {path.Origin} cannot be read", Because(e), "check the path and its permissions");
        }
    }

    private static async Task<Result<Secret>> ReadAsync(Stream stream, string origin, CancellationToken ct)
    {
        // Room for a token of the greatest size, its line break, and one byte that proves it is larger.
        var bytes = new byte[TokenText.MaxBytes + 3];
        var length = await Task.Run(() => stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false), ct).WaitAsync(ct);
        return TokenText.Read(bytes[..length], origin);
    }

    private static string Because(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "it is a directory, or you may not read it",
        _ => "the operating system refused to open or read it",
    };

    private static Failure None() => Failure.NoToken("there is no token to show to the broker", hint: HowToGiveOne);

    private static Failure OnlyGithubs() => Failure.NoToken(
        "there is no token to show to the broker",
        "GITHUB_TOKEN is set, but it is a repository credential and not an OIDC token, so it is never sent",
        "give the job `permissions: id-token: write`, fetch an OIDC token, and set VOIDKEY_OIDC_TOKEN");
}
