using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Voidkey.Identity;

namespace Voidkey.Policy;

/// <summary>How a pattern is written.</summary>
internal enum PatternKind
{
    Text = 0,
    Glob,
    Regex,
    Number,
    Flag,
}

/// <summary>What one scalar value must be: exactly this text, number or flag; or a text of this form.</summary>
/// <remarks>Patterns hold for the whole text. None backtracks: the time is the text's length times the pattern's at most, whoever wrote the text.</remarks>
internal sealed class ClaimPattern
{
    /// <summary>The longest pattern that is read, in characters.</summary>
    public const int MaxLength = 1024;

    private readonly object _wanted;

    private ClaimPattern(object wanted, PatternKind kind, string written) => (_wanted, Kind, Written) = (wanted, kind, written);

    public PatternKind Kind { get; }

    /// <summary>The text, the glob or the expression as it is written, substitutions resolved.</summary>
    public string Written { get; }

    /// <summary>The text that alone matches; null where it is no text, or a form.</summary>
    public string? ExactText => _wanted as string;

    public static ClaimPattern Text(string text) => new(text, PatternKind.Text, text);

    public static ClaimPattern Number(decimal number) => new(number, PatternKind.Number, number.ToString(CultureInfo.InvariantCulture));

    public static ClaimPattern Flag(bool flag) => new(flag, PatternKind.Flag, flag ? "true" : "false");

    /// <summary>A text with stars, see <see cref="Policy.Glob"/>.</summary>
    public static ClaimPattern Glob(string glob) => new(new Glob(glob), PatternKind.Glob, glob);

    /// <summary>A regular expression that the whole text must match.</summary>
    /// <returns>Null where it is not valid, or needs backtracking (look-around, back-references).</returns>
    public static ClaimPattern? Regular(string expression)
    {
        try
        {
            return new ClaimPattern(LinearExpressions.Shared.Compile(expression), PatternKind.Regex, expression);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>True where the value is of the JSON type that this is about.</summary>
    public bool IsComparable(JsonElement value) => _wanted switch
    {
        decimal => value.ValueKind == JsonValueKind.Number,
        bool => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.TryGetText(out _),
    };

    /// <summary>JSON types must agree: <c>"1"</c> is not <c>1</c>.</summary>
    public bool Matches(JsonElement value) => _wanted switch
    {
        string text => value.TryGetText(out var claim) && string.Equals(claim, text, StringComparison.Ordinal),
        Glob glob => value.TryGetText(out var claim) && glob.IsMatch(claim),
        Regex form => value.TryGetText(out var claim) && form.IsMatch(claim),
        decimal number => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var claim) && claim == number,
        bool flag => value.ValueKind == (flag ? JsonValueKind.True : JsonValueKind.False),
        _ => false,
    };
}
