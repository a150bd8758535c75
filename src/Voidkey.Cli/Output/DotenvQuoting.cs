using System.Text;

namespace Voidkey.Cli.Output;

/// <summary>Writes a value for <c>.env</c> files. There is no standard: what most readers agree on is used first, and docs/cli.md says so.</summary>
internal static class DotenvQuoting
{
    /// <summary>The value as written after <c>NAME=</c>, or null when the format cannot carry it.</summary>
    public static string? Quote(string value)
    {
        if (value.Any(c => c is '\x7f' or (< ' ' and not ('\t' or '\n' or '\r')))) return null;
        if (PosixQuoting.IsPlain(value)) return value;
        if (!value.Any(IsSpecialInDoubleQuotes)) return $"\"{value}\"";
        return CanBeSingleQuoted(value) ? $"'{value}'" : Escaped(value);
    }

    /// <summary>Between single quotes nothing is special to any reader, except a backslash before a quote or another backslash to some.</summary>
    private static bool CanBeSingleQuoted(string value) =>
        !value.Any(c => c is '\'' or '\n' or '\r') && !value.Contains(@"\\", StringComparison.Ordinal) && !value.EndsWith('\\');

    private static string Escaped(string value)
    {
        var text = new StringBuilder("\"", value.Length + 16);
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '"' or '\\' or '$' or '`' => $"\\{c}",
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    private static bool IsSpecialInDoubleQuotes(char c) => c is '"' or '\\' or '$' or '`' or '\n' or '\r';
}
