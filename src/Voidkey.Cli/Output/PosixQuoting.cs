using System.Text;

namespace Voidkey.Cli.Output;

/// <summary>Writes a value so that a shell reads exactly that value, whatever is in it but NUL.</summary>
/// <remarks>
/// sh, dash, bash, zsh and ksh read single quotes literally. fish takes a backslash inside them for an escape, so a backslash
/// stands outside of the quotes, where all of them agree.
/// </remarks>
internal static class PosixQuoting
{
    public static string Quote(string value)
    {
        if (IsPlain(value)) return value;

        var quoted = new StringBuilder("'", value.Length + 16);
        foreach (var c in value)
        {
            if (c is '\'' or '\\') quoted.Append("'\\").Append(c).Append('\'');
            else quoted.Append(c);
        }

        return quoted.Append('\'').ToString();
    }

    /// <summary>Whether every shell reads the value as it stands. zsh would look up a command for a leading <c>=</c>.</summary>
    public static bool IsPlain(string value) =>
        !value.StartsWith('=') && value.All(c => char.IsAsciiLetterOrDigit(c) || "_@%+=:,./-".Contains(c, StringComparison.Ordinal));
}
