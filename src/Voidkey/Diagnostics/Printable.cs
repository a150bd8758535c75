using System.Globalization;
using System.Text;

namespace Voidkey.Diagnostics;

/// <summary>Makes outside text safe for one line of a terminal or a log.</summary>
public static class Printable
{
    /// <summary>Control, format, line-separating and invisible characters become <c>\uXXXX</c>, noncharacters and lone surrogates too; outside the BMP each half of the pair.</summary>
    public static string Line(string text)
    {
        if (IsPrintable(text)) return text;

        var line = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length;)
        {
            var isRune = Rune.TryGetRuneAt(text, i, out var rune);
            var length = isRune ? rune.Utf16SequenceLength : 1;
            if (isRune && !MustEscape(rune)) line.Append(text, i, length);
            else foreach (var half in text.AsSpan(i, length)) line.Append(CultureInfo.InvariantCulture, $"\\u{(int)half:x4}");
            i += length;
        }

        return line.ToString();
    }

    private static bool IsPrintable(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune) || MustEscape(rune)) return false;
            i += rune.Utf16SequenceLength;
        }

        return true;
    }

    private static bool MustEscape(Rune rune) => !rune.IsAscii
        ? IsInvisible(rune.Value) || IsNoncharacter(rune.Value)
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        : Rune.IsControl(rune);

    // Unicode's Noncharacter_Code_Point: kept for a program's own use, so that a file or a terminal may make anything of them (the Unicode Standard, section 23.7).
    private static bool IsNoncharacter(int c) => c is >= 0xfdd0 and <= 0xfdef || (c & 0xfffe) == 0xfffe;

    // Unicode's Default_Ignorable_Code_Point, as far as it is of other categories than Format, and the blank that Braille has: two names that differ by one look alike.
    private static bool IsInvisible(int c) => c
        is 0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or (>= 0x180b and <= 0x180f) or 0x2065 or 0x2800 or 0x3164
        or (>= 0xfe00 and <= 0xfe0f) or 0xffa0 or (>= 0xfff0 and <= 0xfff8) or (>= 0xe0000 and <= 0xe0fff);
}
