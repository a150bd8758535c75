using System.Globalization;
using System.Text;

namespace Voidkey.Cli.Output;

/// <summary>Makes text from outside fit for a terminal: nothing in it moves the cursor, breaks a line, or reorders what is read.</summary>
internal static class Visible
{
    /// <summary>More than any sentence of ours; a broker that says more is not helping.</summary>
    private const int MaxLength = 500;

    public static string Text(string text)
    {
        var builder = new StringBuilder(Math.Min(text.Length, MaxLength) + 16);
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            if (!IsHidden(c)) builder.Append(c);
            else if (c <= '\xff') builder.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return (text.Length > MaxLength ? builder.Append('…') : builder).ToString();
    }

    /// <summary>The same inside JSON, where an escape means the character itself. The JSON writer already escaped those below a space.</summary>
    public static string InJson(string json)
    {
        if (!json.Any(c => c >= ' ' && IsHidden(c))) return json;
        var builder = new StringBuilder(json.Length + 64);
        foreach (var c in json)
        {
            if (c >= ' ' && IsHidden(c)) builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else builder.Append(c);
        }

        return builder.ToString();
    }

    /// <summary>C0, DEL, C1, the line and paragraph separators, and what switches the writing direction.</summary>
    private static bool IsHidden(char c) => c is < ' '
        or (>= '\x7f' and <= '\x9f')
        or '\u061c' or '\u200e' or '\u200f'
        or '\u2028' or '\u2029'
        or (>= '\u202a' and <= '\u202e')
        or (>= '\u2066' and <= '\u2069');
}
