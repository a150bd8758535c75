using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Configuration;

namespace Voidkey.Cli.Tokens;

/// <summary>Keeps what a command printed for as long as its <c>cache_duration</c> says: one file each, for its owner alone. Nothing else is ever kept.</summary>
internal sealed class TokenCache(Invocation invocation, IdentityOptions options)
{
    private const UnixFileMode Others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>A token that is about to end is of no use to a mint that takes a while.</summary>
    private const long LeastSeconds = 60;

    private IFiles Files => invocation.Surroundings.Files;

    private DateTimeOffset Now => invocation.Surroundings.Time.GetUtcNow();

    /// <summary>How long a token of this command may be used again: as the command and <c>token_cache.max_age</c> have it, the shorter one.</summary>
    private long SecondsOf(TokenCommandLine command)
    {
        if (invocation.Has(options.NoCache) || invocation.Config.AfterVariables("token_cache.enabled")?.Value == "false") return 0;
        var limit = invocation.Config.AfterVariables("token_cache.max_age") is { } age ? Durations.ParseSeconds(age.Value) ?? 0 : long.MaxValue;
        return Math.Min(command.CacheSeconds, limit);
    }

    public async Task<Secret?> FindAsync(string name, TokenCommandLine command, CancellationToken ct)
    {
        var limit = SecondsOf(command);
        if (limit == 0 || PathOf(name, command) is not { } path || !Files.Exists(path)) return null;

        // What somebody else could have written is not shown to a broker.
        if (Files.ModeOf(path) is { } mode && (mode & Others) != 0) return null;
        if (!(await new ConfigLoader(invocation).ReadBytesAsync(path, ct)).TryGet(out var content, out _)) return null;
        if (Encoding.UTF8.GetString(content).Split('\n') is not [var since, var text, ""] || !long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return null;

        // A clock that was set back would make it last longer than was asked for.
        var age = Now.ToUnixTimeSeconds() - seconds;
        if (age < 0 || age >= limit || !TokenText.Check(text, path).TryGet(out var bearer, out _)) return null;
        return UnverifiedToken.Read(bearer)?.ExpiresAt is { } expires && expires - Now < TimeSpan.FromSeconds(LeastLife()) ? null : bearer;
    }

    public void Keep(string name, TokenCommandLine command, Secret bearer)
    {
        if (SecondsOf(command) == 0 || PathOf(name, command) is not { } path) return;
        try
        {
            Files.Write(path, Encoding.UTF8.GetBytes($"{Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}\n{bearer.Reveal()}\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            invocation.Messages.Debug($"the token of {name} could not be kept in {path}");
        }
    }

    private long LeastLife() => invocation.OnCommandLine(options.MinTtl) is { } setting ? Durations.ParseSeconds(setting.Value) ?? LeastSeconds : LeastSeconds;

    /// <summary>Another command, or the same name in another file, has a token of its own.</summary>
    private string? PathOf(string name, TokenCommandLine command) => new ConfigPaths(invocation).Tokens is { } directory
        ? Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', command.Words.Prepend(name).Prepend(command.File))))))
        : null;
}
