using System.Globalization;
using System.Text;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Configuration;

/// <summary>Something that is kept.</summary>
/// <param name="Kind"><c>token</c>: what a command of <c>token_sources</c> printed; <c>names</c>: what a broker listed, for completion.</param>
/// <param name="Since">When it was kept; null: the file is broken.</param>
/// <param name="ExpiresAt">When the token says that it ends; null: it does not say, or is none.</param>
/// <param name="About">For people. Never the token itself.</param>
internal sealed record KeptFile(string Kind, string Path, DateTimeOffset? Since, DateTimeOffset? ExpiresAt, string About);

/// <summary>The files that are kept for a while: tokens of commands, and names for completion. They are called by hashes; whatever else lies there is not ours.</summary>
internal sealed class CacheDirectory(Invocation invocation)
{
    private readonly ConfigPaths _paths = new(invocation);

    private IFiles Files => invocation.Surroundings.Files;

    public async Task<IReadOnlyList<KeptFile>> ReadAsync(CancellationToken ct)
    {
        var kept = new List<KeptFile>();
        foreach (var path in In(_paths.Tokens)) kept.Add(Token(path, await LinesAsync(path, ct)));
        foreach (var path in In(_paths.Names)) kept.Add(Names(path, await LinesAsync(path, ct)));
        return kept;
    }

    /// <returns>How many files there were.</returns>
    /// <exception cref="IOException">One could not be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be removed.</exception>
    public int Clear()
    {
        var files = In(_paths.Tokens).Concat(In(_paths.Names)).ToList();
        foreach (var file in files) Files.Delete(file);
        return files.Count;
    }

    private IEnumerable<string> In(string? directory) => directory is null ? [] : Files.List(directory).Where(IsOurs).Order(StringComparer.Ordinal).Select(name => Path.Combine(directory, name));

    private static bool IsOurs(string name) => name.Length == 64 && name.All(char.IsAsciiHexDigitLower);

    private static KeptFile Token(string path, string[] lines)
    {
        var token = lines.Length > 1 && TokenText.Check(lines[1], path).TryGet(out var bearer, out _) ? UnverifiedToken.Read(bearer) : null;
        return new KeptFile("token", path, Since(lines), token?.ExpiresAt, token is null ? "" : $"{token.Subject ?? "no subject"} of {token.Issuer ?? "no issuer"}");
    }

    private static KeptFile Names(string path, string[] lines) => new("names", path, Since(lines), null, $"{Math.Max(0, lines.Length - 1)}");

    private static DateTimeOffset? Since(string[] lines) =>
        lines.Length > 0 && long.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private async Task<string[]> LinesAsync(string path, CancellationToken ct) =>
        (await new ConfigLoader(invocation).ReadBytesAsync(path, ct)).TryGet(out var content, out _) ? Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
}
