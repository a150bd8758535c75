using System.Globalization;
using System.Text.Json;
using Voidkey.Diagnostics;
using Voidkey.Identity;

namespace Voidkey.Policy;

/// <summary>How claims and conditions are shown to people and kept in records: on one line, and never at length.</summary>
internal static class ShownText
{
    /// <summary>The longest value that is shown, in characters; one more says that there was more.</summary>
    public const int MaxLength = 200;

    /// <summary>A text as it stands; in quotes where it would read as a number, a flag or null; all else as JSON.</summary>
    public static string Of(JsonElement claim) => claim.TryGetText(out var text) && !NeedsQuotes(text) ? text : claim.GetRawText();

    /// <summary>Every claim by its name.</summary>
    public static IReadOnlyDictionary<string, string> OfAll(JsonElement claims)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var claim in claims.EnumerateObject()) texts.TryAdd(Shown(claim.Name), Shown(Of(claim.Value)));
        return texts;
    }

    /// <summary>Shortened and printable.</summary>
    public static string Shown(string text)
    {
        // Cut before and after: the first bounds the work, and what is escaped grows.
        var line = Printable.Line(Cut(text));
        return text.Length > MaxLength || line.Length > MaxLength ? Cut(line) + "…" : line;
    }

    private static string Cut(string text) =>
        text.Length <= MaxLength ? text : text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];

    private static bool NeedsQuotes(string text) =>
        text is "" or "true" or "false" or "null" || text[0] is '"' or '[' or '{' || text != text.Trim() || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
