using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Configuration;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Completion;

/// <summary>Names that a broker listed, kept for a minute for its owner alone, so that only the first tab waits. Another broker or another token has a file of its own.</summary>
internal sealed class KeptNames(Surroundings surroundings, CommandTree tree, IReadOnlyList<string> question)
{
    private const int MaxSeconds = 60;
    private const int MaxBytes = 256 * 1024;
    private const UnixFileMode Others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite);

    private long Now => surroundings.Time.GetUtcNow().ToUnixTimeSeconds();

    public IReadOnlyList<string>? Find()
    {
        if (FilePath() is not { } path || !surroundings.Files.Exists(path)) return null;
        if (surroundings.Files.ModeOf(path) is { } mode && (mode & Others) != 0) return null;
        try
        {
            using var stream = surroundings.Files.Open(path);
            var bytes = new byte[MaxBytes];
            var lines = Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return lines.Length > 0 && long.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var since) && Now - since is >= 0 and < MaxSeconds ? lines[1..] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Keep(IReadOnlyList<string> names)
    {
        if (FilePath() is not { } path) return;
        try
        {
            surroundings.Files.Write(path, Encoding.UTF8.GetBytes($"{Now.ToString(CultureInfo.InvariantCulture)}\n{string.Join('\n', names)}\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then the next tab asks again.
        }
    }

    private string? FilePath()
    {
        var parse = tree.Parse([]);
        var verb = tree.Find("config")!;
        var paths = new ConfigPaths(new Invocation(parse, verb, tree.Globals, surroundings, new Output.Messages(surroundings.WriteErrors, json: false)));
        if (paths.Names is not { } directory) return null;

        // All that decides which broker answers, and as whom. Of tokens only this hash is kept.
        var variables = tree.Root.Options.Concat(tree.Verbs.SelectMany(static one => one.Options)).OfType<ValueOption>().SelectMany(static option => option.Variables)
            .Concat(["VOIDKEY_OIDC_TOKEN", "VOIDKEY_OIDC_TOKEN_FILE", .. GivenToken.PlainVariables]).Distinct().Order(StringComparer.Ordinal);
        var text = string.Join('\0', question.Concat(variables.Select(name => $"{name}={surroundings.Variable(name)}")).Append(surroundings.Files.CurrentDirectory ?? ""));
        return Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }
}
