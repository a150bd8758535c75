using System.Security.Cryptography;
using System.Text;

namespace Voidkey.Cli.Output;

/// <summary>What a step of a GitHub Actions job is told: on stdout what to mask, and in the file <c>GITHUB_ENV</c> the values.</summary>
internal static class GitHubCommands
{
    public const string File = "GITHUB_ENV";

    /// <summary>The runner compares log lines one by one, so each line of a value is masked too.</summary>
    public static string Masks(IEnumerable<string> values)
    {
        var text = new StringBuilder();
        var masked = values.SelectMany(value => value.Split('\n', '\r').Prepend(value)).Where(value => !string.IsNullOrWhiteSpace(value)).Distinct(StringComparer.Ordinal);
        foreach (var value in masked) text.Append("::add-mask::").Append(Escaped(value)).Append('\n');
        return text.ToString();
    }

    /// <returns>Lines for the file; null: the value of <paramref name="wrong"/> ends with a carriage return, which runners on Windows would drop.</returns>
    public static string? Assignments(IReadOnlyList<KeyValuePair<string, string>> variables, out string wrong)
    {
        wrong = variables.FirstOrDefault(variable => variable.Value.EndsWith('\r')).Key;
        if (wrong is not null) return null;

        // Whoever wrote before us may have left a line open; an empty one means nothing.
        var text = new StringBuilder("\n");
        foreach (var (name, value) in variables)
        {
            var delimiter = $"voidkey-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
            text.Append(name).Append("<<").Append(delimiter).Append('\n').Append(value).Append('\n').Append(delimiter).Append('\n');
        }

        return text.ToString();
    }

    private static string Escaped(string value) =>
        value.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
