using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Voidkey.Identity;

namespace Voidkey.Access;

/// <summary>A cloud's answer in JSON: one object, read strictly. UTF-8 throughout, no member twice at any level, at most 16 levels deep.</summary>
/// <remarks>
/// A place in it is a member's name, <c>access_token</c>, or a JSON pointer (RFC 6901), <c>/status/token</c>. Every question has the answer null where nothing
/// stands there, where it is <c>null</c>, and where it is of another form: nothing is guessed. Not a record: records print their members, and these hold secrets.
/// </remarks>
public sealed partial class CloudJson
{
    private const int MaxLength = 32 * 1024;

    // As seconds this is the year 5138, as milliseconds March 1973.
    private const double LeastMilliseconds = 1e11;

    // 9999-12-31T23:59:59Z.
    private const double LatestSecond = 253_402_300_799;

    private static readonly SearchValues<char> Breaks = SearchValues.Create("\t\n\r");

    private readonly JsonElement _root;

    private CloudJson(JsonElement root) => _root = root;

    /// <param name="answer">An answer's body, whatever it is.</param>
    /// <returns>False where it is not such an object.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> answer, [NotNullWhen(true)] out CloudJson? json)
    {
        json = StrictJson.TryReadObject(answer.Span, out var root) ? new CloudJson(root) : null;
        return json is not null;
    }

    /// <summary>True for a name or a JSON pointer, so that a place in a configuration can be checked when it is loaded.</summary>
    public static bool IsPlace(string text) => ClaimPath.Parse(text) is not null;

    /// <summary>True where something stands that is not <c>null</c>, whatever it is.</summary>
    public bool Has(string place) => Find(place) is not null;

    /// <summary>A text of 1 to 32768 characters of ASCII that can be printed, without blanks: a token, an id, an error code.</summary>
    public string? Word(string place) =>
        Find(place)?.TryGetText(out var text) == true && text.Length is > 0 and <= MaxLength && !text.AsSpan().ContainsAnyExceptInRange('!', '~') ? text : null;

    /// <summary>A text of 1 to 32768 characters, an integer as it is written, <c>true</c> or <c>false</c>. Of control characters a text has line breaks and tabs at most.</summary>
    public string? Scalar(string place)
    {
        if (Find(place) is not { } value) return null;

        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.TryGetText(out var found) ? found : null,
            JsonValueKind.Number => value.GetRawText() is var digits && !digits.AsSpan().TrimStart('-').ContainsAnyExceptInRange('0', '9') ? digits : null,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
        return text?.Length is > 0 and <= MaxLength && !text.Any(static c => char.IsControl(c) && !Breaks.Contains(c)) ? text : null;
    }

    /// <summary>A number of seconds, 0 to 10^9, fractions cut off. Digits in quotes are one too: some clouds write <c>expires_in</c> so.</summary>
    public TimeSpan? Seconds(string place) => Number(place) is >= 0 and <= 1e9 and var seconds ? TimeSpan.FromSeconds(Math.Floor(seconds)) : null;

    /// <summary>A time as RFC 3339 has it, with a zone; fractions of a second are cut off, so that an expiry is never later than it is.</summary>
    public DateTimeOffset? Time(string place)
    {
        if (Find(place)?.TryGetText(out var text) != true || Rfc3339().Match(text!) is not { Success: true } form) return null;

        var whole = $"{form.Groups["whole"].ValueSpan}{form.Groups["zone"].ValueSpan}".ToUpperInvariant();
        return DateTimeOffset.TryParseExact(whole, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
    }

    /// <summary>A time as seconds since 1970, or as milliseconds from 10^11 on; a number, or digits in quotes. Fractions of a second are cut off.</summary>
    public DateTimeOffset? UnixTime(string place)
    {
        if (Number(place) is not (>= 0 and var number)) return null;

        var seconds = number >= LeastMilliseconds ? number / 1000 : number;
        return seconds <= LatestSecond ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;
    }

    private double? Number(string place)
    {
        if (Find(place) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number) return value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
        return value.TryGetText(out var text) && text.Length <= 16 && double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var quoted) ? quoted : null;
    }

    private JsonElement? Find(string place) => ClaimPath.Parse(place) is { } path && path.TryFind(_root, out var value) ? value : null;

    [GeneratedRegex(@"\A(?<whole>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})?(?<zone>[Zz]|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}
