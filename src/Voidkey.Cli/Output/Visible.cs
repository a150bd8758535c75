using System.Buffers;
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
        Write(builder, text.AsSpan(0, Math.Min(text.Length, MaxLength)), static c => c <= '\xff' ? string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}") : Unicode(c), IsHidden);
        return (text.Length > MaxLength ? builder.Append('…') : builder).ToString();
    }

    /// <summary>The same inside JSON, where an escape means the character itself. The JSON writer already escaped those below a space, and its line breaks are ours.</summary>
    public static string InJson(string json)
    {
        var builder = new StringBuilder(json.Length + 64);
        Write(builder, json, Unicode, static rune => rune.Value >= ' ' && IsHidden(rune));
        return builder.ToString();
    }

    private static string Unicode(char c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");

    // Outside the BMP each half of the pair is escaped; half a pair alone is no character.
    private static void Write(StringBuilder builder, ReadOnlySpan<char> text, Func<char, string> escape, Func<Rune, bool> isHidden)
    {
        while (!text.IsEmpty)
        {
            var isRune = Rune.DecodeFromUtf16(text, out var rune, out var length) == OperationStatus.Done;
            foreach (var c in text[..length])
            {
                if (isRune && !isHidden(rune)) builder.Append(c);
                else builder.Append(escape(c));
            }

            text = text[length..];
        }
    }

    /// <summary>What moves the cursor, breaks a line, switches the writing direction, is not seen, or is no character at all: two names that differ by one of these look alike.</summary>
    private static bool IsHidden(Rune rune) => rune.IsAscii
        ? Rune.IsControl(rune)
        : IsIgnorable(rune.Value) || IsNoncharacter(rune.Value)
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // The Unicode Standard, section 23.7.
    private static bool IsNoncharacter(int c) => c is >= 0xfdd0 and <= 0xfdef || (c & 0xfffe) == 0xfffe;

    // Unicode's Default_Ignorable_Code_Point, as far as it is of other categories than Format, and the blank that Braille has.
    private static bool IsIgnorable(int c) => c
        is 0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or (>= 0x180b and <= 0x180f) or 0x2065 or 0x2800 or 0x3164
        or (>= 0xfe00 and <= 0xfe0f) or 0xffa0 or (>= 0xfff0 and <= 0xfff8) or (>= 0xe0000 and <= 0xe0fff);
}
