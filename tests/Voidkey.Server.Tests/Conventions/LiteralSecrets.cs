using System.Text.RegularExpressions;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>Secrets that stand in the text of a test, as a setting or as a member of an answer: nobody has to remember to have them searched for.</summary>
internal static partial class LiteralSecrets
{
    /// <summary>Those of all tests.</summary>
    public static IReadOnlyCollection<string> InTests() => Directory.EnumerateFiles(Path.Combine(Source.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal)).SelectMany(static file => In(File.ReadAllText(file))).ToHashSet(StringComparer.Ordinal);

    /// <summary>Those of one text: what is long enough and no mere word, for a word may turn up by chance.</summary>
    public static IEnumerable<string> In(string text) => Secret().Matches(text).Select(static match => match.Groups[1].Value);

    [GeneratedRegex("""(?:client_?secret|password|passphrase|secretAccessKey|sessionToken|access_?token|refresh_?token|id_?token)\\?"?\s*[:=]\s*\\?"?(?=[\w+/.~]*[-\d])([-\w+/.~]{8,})""", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
