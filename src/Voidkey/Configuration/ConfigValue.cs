using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Voidkey.Access;
using Voidkey.Identity;

namespace Voidkey.Configuration;

/// <summary>How one value is read: YAML 1.2's core schema, without its leniencies.</summary>
internal static partial class ConfigValue
{
    public static string? Text(ConfigSection section, string name, ConfigScalar scalar)
    {
        if (Parts(section, name, scalar, TextUse.Setting) is not { } parts) return null;
        return string.Concat(parts.Select(static part => part.Literal));
    }

    public static IReadOnlyList<TextPart>? Parts(ConfigSection section, string name, ConfigScalar scalar, TextUse use)
    {
        if (scalar.IsPlain && scalar.Position.Line != 0 && NotText().IsMatch(scalar.Text))
        {
            Report(section, name, scalar, ConfigCodes.InvalidValue, "this must be a text; put it in quotes");
            return null;
        }

        var parts = Substitute(section, name, scalar, use);
        if (parts is null || !parts.Any(part => part.Literal?.Any(c => char.IsControl(c) && !(use is TextUse.Policy or TextUse.Document && c is ('\n' or '\r' or '\t'))) == true)) return parts;

        Report(section, name, scalar, ConfigCodes.InvalidValue, "this contains a control character");
        return null;
    }

    public static bool? Flag(ConfigSection section, string name, ConfigScalar scalar)
    {
        var text = Plain(section, name, scalar);
        if (text is "true") return true;
        if (text is "false") return false;
        if (text is not null) Report(section, name, scalar, ConfigCodes.InvalidValue, "this must be true or false, without quotes");
        return null;
    }

    public static int? WholeNumber(ConfigSection section, string name, ConfigScalar scalar, int minimum, int maximum)
    {
        var text = Plain(section, name, scalar);
        if (text is null) return null;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            Report(section, name, scalar, ConfigCodes.InvalidValue, "this must be a whole number, without quotes");
            return null;
        }

        if (value >= minimum && value <= maximum) return (int)value;
        Report(section, name, scalar, ConfigCodes.OutOfRange, $"this must be between {minimum} and {maximum}");
        return null;
    }

    public static double? Ratio(ConfigSection section, string name, ConfigScalar scalar)
    {
        if (Plain(section, name, scalar) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1) return value;
        Report(section, name, scalar, ConfigCodes.OutOfRange, "this must be a number between 0 and 1, without quotes");
        return null;
    }

    public static List<int>? WholeNumbers(ConfigSection section, string name, ConfigNode value, int minimum, int maximum)
    {
        if (value is not ConfigSequence { Items.Count: > 0 } list)
        {
            section.Report(ConfigCodes.InvalidValue, name, "this must be a list of whole numbers that is not empty");
            return null;
        }

        var numbers = new List<int>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (item is not ConfigScalar scalar) section.Reading.Problems.Report(ConfigCodes.InvalidValue, item.Position, section.PathOf(name), "every entry must be a whole number");
            else if (WholeNumber(section, name, scalar, minimum, maximum) is not { } number) continue;
            else if (numbers.Contains(number)) Report(section, name, scalar, ConfigCodes.Duplicate, "this entry stands twice in the list");
            else numbers.Add(number);
        }

        return numbers;
    }

    public static string? Choice(ConfigSection section, string name, ReadOnlySpan<string> choices)
    {
        if (section.OptionalText(name) is not { Length: > 0 } text) return null;
        if (choices.Contains(text)) return text;

        string[] known = [.. choices];
        section.Report(ConfigCodes.InvalidValue, name, $"{section.Quote(name, text)} is not one of {string.Join(", ", known)}{DidYouMean.Suggest(text, known)}");
        return null;
    }

    public static TimeSpan? Duration(ConfigSection section, string name, ConfigScalar scalar, int minimumSeconds)
    {
        if (Substitute(section, name, scalar, TextUse.Setting) is not { } parts) return null;

        var match = DurationForm().Match(string.Concat(parts.Select(static part => part.Literal)));
        if (!match.Success || (!scalar.IsPlain && match.Groups["unit"].Length == 0))
        {
            Report(section, name, scalar, ConfigCodes.InvalidValue, "this must be a duration: a whole number of seconds, or 30s, 15m, 1h");
            return null;
        }

        var factor = match.Groups["unit"].ValueSpan switch { "m" => 60L, "h" => 3600L, _ => 1L };
        var seconds = long.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) * factor;
        if (seconds >= minimumSeconds && seconds <= 365 * 86_400) return TimeSpan.FromSeconds(seconds);
        Report(section, name, scalar, ConfigCodes.OutOfRange, $"this must be between {minimumSeconds} second{(minimumSeconds == 1 ? "" : "s")} and 365 days");
        return null;
    }

    public static List<string>? TextList(ConfigSection section, string name, ConfigNode value, bool orText)
    {
        IReadOnlyList<ConfigNode> items = value switch
        {
            ConfigSequence sequence => sequence.Items,
            ConfigScalar { IsNull: false } single when orText => [single],
            _ => [],
        };
        if (items.Count == 0)
        {
            section.Report(ConfigCodes.InvalidValue, name, orText ? "this must be a text or a list of texts that is not empty" : "this must be a list of texts that is not empty");
            return null;
        }

        var texts = new List<string>(items.Count);
        foreach (var item in items)
        {
            if (item is not ConfigScalar { IsNull: false } scalar) section.Reading.Problems.Report(ConfigCodes.InvalidValue, item.Position, section.PathOf(name), "every entry must be a text");
            else if (Text(section, name, scalar) is not { } text) continue;
            else if (string.IsNullOrWhiteSpace(text)) Report(section, name, scalar, ConfigCodes.InvalidValue, "an entry must not be empty");
            else if (texts.Contains(text, StringComparer.Ordinal)) Report(section, name, scalar, ConfigCodes.Duplicate, "this entry stands twice in the list");
            else texts.Add(text);
        }

        return texts;
    }

    public static Uri? Url(ConfigSection section, string name, string text)
    {
        var insecure = section.Flag("allowInsecureHttp", false);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || text.Any(static c => c <= ' ' || c == '\\'))
        {
            section.Report(ConfigCodes.InvalidValue, name, "this must be an absolute https URL");
            return null;
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0 || text.EndsWith('#') || AuthorityOf(text).Contains('@', StringComparison.Ordinal))
        {
            section.Report(ConfigCodes.InvalidValue, name, "a URL here has no user and no fragment");
            return null;
        }

        if (url.Scheme == "https" || IsThisMachine(url) || insecure) return url;
        section.Report(ConfigCodes.Unsafe, name, "plain http to another machine shows secrets to everyone between; use https, or say allowInsecureHttp: true beside it");
        return null;
    }

    /// <summary>The number that an unquoted value is as a claim: digits, a sign, a point.</summary>
    public static decimal? Number(ConfigScalar scalar) =>
        scalar.IsPlain && decimal.TryParse(scalar.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A text with claims in it.</summary>
    public static ClaimTemplate? Template(ConfigSection section, string name, ConfigScalar scalar)
    {
        if (Parts(section, name, scalar, TextUse.Template) is not { } parts) return null;

        // Between any two claims stands a literal, if only an empty one.
        var literals = new List<string> { "" };
        foreach (var part in parts)
        {
            if (part.Claim is null) literals[^1] = part.Literal!;
            else literals.Add("");
        }

        return new ClaimTemplate(literals, [.. parts.Select(static part => part.Claim).OfType<ClaimPath>()], isPolicy: false);
    }

    private static string AuthorityOf(string url)
    {
        var afterScheme = url[(url.IndexOf("//", StringComparison.Ordinal) + 2)..];
        return afterScheme.IndexOfAny(['/', '?', '#']) is >= 0 and var end ? afterScheme[..end] : afterScheme;
    }

    public static bool IsThisMachine(Uri url) =>
        url.Host == "localhost" || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    // Numbers and flags: quotes make a text of them, so a quoted one is of the wrong type.
    private static string? Plain(ConfigSection section, string name, ConfigScalar scalar)
    {
        if (Substitute(section, name, scalar, TextUse.Setting) is not { } parts) return null;
        return scalar.IsPlain ? string.Concat(parts.Select(static part => part.Literal)) : "quoted";
    }

    /// <summary>True where an unquoted text is a number or a flag to YAML.</summary>
    public static bool LooksTyped(string text) => NotText().IsMatch(text);

    private static IReadOnlyList<TextPart>? Substitute(ConfigSection section, string name, ConfigScalar scalar, TextUse use) =>
        Substitution.Resolve(
            scalar.Text, use, section.Reading, ConfigReading.FolderOf(scalar.Position),
            (code, message) => Report(section, name, scalar, code, message));

    private static void Report(ConfigSection section, string name, ConfigScalar scalar, string code, string message) =>
        section.Reading.Problems.Report(code, scalar.Position, section.PathOf(name), message);

    // What YAML 1.2's core schema reads as a number, a boolean or null.
    [GeneratedRegex(@"\A(?:true|True|TRUE|false|False|FALSE|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z", RegexOptions.CultureInvariant)]
    private static partial Regex NotText();

    [GeneratedRegex(@"\A(?<number>[0-9]{1,9})(?<unit>[smh]?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex DurationForm();
}
