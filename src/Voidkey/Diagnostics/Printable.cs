using System.Globalization;
using System.Text;

namespace Voidkey.Diagnostics;

/// <summary>Makes outside text safe for one line of a terminal or a log.</summary>
public static class Printable
{
    /// <summary>Control, format and line-separating characters become <c>\uXXXX</c>; lone surrogates too.</summary>
    public static string Line(string text)
    {
        if (!text.Any(MustEscape)) return text;

        var line = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                line.Append(text, i++, 2);
                continue;
            }

            if (MustEscape(text[i])) line.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            else line.Append(text[i]);
        }

        return line.ToString();
    }

    private static bool MustEscape(char c) => CharUnicodeInfo.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
