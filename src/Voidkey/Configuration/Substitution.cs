using System.Text;
using System.Text.RegularExpressions;

namespace Voidkey.Configuration;

/// <summary>A piece of a text after substitution: a literal, or a reference that is resolved later.</summary>
/// <param name="Literal">The text, where it is one.</param>
/// <param name="Field">The provider's field, where it is <c>${field:Name}</c>.</param>
internal readonly record struct TextPart(string? Literal, string? Field);

/// <summary>Where a text stands, which decides what <c>${…}</c> may mean there.</summary>
internal enum TextUse
{
    /// <summary>Only the environment and files.</summary>
    Setting,

    /// <summary>Also <c>${field:Name}</c>.</summary>
    Output,

    /// <summary>Any <c>${x:y}</c> that is not ours is the cloud's own policy variable and passes untouched.</summary>
    Policy,
}

/// <summary>
/// The one substitution grammar: <c>${NAME}</c>, <c>${NAME:-default}</c>, <c>${file:PATH}</c>, <c>${field:Name}</c>, and <c>$${</c> for a literal <c>${</c>.
/// It is decided after YAML is parsed, in values only, in one pass: what was substituted is not looked at again.
/// </summary>
internal static partial class Substitution
{
    /// <returns>The parts, or null after saying why through <paramref name="report"/>.</returns>
    public static IReadOnlyList<TextPart>? Resolve(string text, TextUse use, ConfigEnvironment environment, string folder, Action<string> report)
    {
        if (!text.Contains("${", StringComparison.Ordinal)) return [new TextPart(text, null)];

        var parts = new List<TextPart>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            if (string.CompareOrdinal(text, i, "$${", 0, 3) == 0)
            {
                literal.Append("${");
                i += 3;
                continue;
            }

            if (string.CompareOrdinal(text, i, "${", 0, 2) != 0)
            {
                literal.Append(text[i++]);
                continue;
            }

            var end = text.IndexOf('}', i);
            if (end < 0)
            {
                report("'${' has no '}'; write '$${' for a literal '${'");
                return null;
            }

            var inner = text[(i + 2)..end];
            i = end + 1;
            if (use == TextUse.Output && inner.StartsWith("field:", StringComparison.Ordinal))
            {
                if (literal.Length > 0) parts.Add(new TextPart(literal.ToString(), null));
                literal.Clear();
                parts.Add(new TextPart(null, inner["field:".Length..]));
                continue;
            }

            if (Expand(inner, use, environment, folder, report) is not { } expanded) return null;
            literal.Append(expanded);
        }

        if (literal.Length > 0 || parts.Count == 0) parts.Add(new TextPart(literal.ToString(), null));
        return parts;
    }

    private static string? Expand(string inner, TextUse use, ConfigEnvironment environment, string folder, Action<string> report)
    {
        if (inner.StartsWith("file:", StringComparison.Ordinal)) return ReadFile(inner["file:".Length..], folder, report);

        var match = Variable().Match(inner);
        if (match.Success)
        {
            var name = match.Groups["name"].Value;
            var fallback = match.Groups["default"];
            if (fallback.Value.Contains("${", StringComparison.Ordinal))
            {
                report("a '${…}' does not stand in a default: what is substituted is not looked at again");
                return null;
            }

            var value = environment.Variable(name);
            if (fallback.Success) return string.IsNullOrEmpty(value) ? fallback.Value : value;
            if (value is null) report($"the environment variable '{name}' is not set; set it, or give a default: ${{{name}:-…}}");
            return value;
        }

        if (use == TextUse.Policy && inner.Contains(':', StringComparison.Ordinal)) return $"${{{inner}}}";

        report(inner.StartsWith("field:", StringComparison.Ordinal)
            ? "'${field:…}' is for 'outputs' only"
            : "'${…}' is not understood here; it may be ${NAME}, ${NAME:-default} or ${file:PATH}, and '$${' is a literal '${'");
        return null;
    }

    private static string? ReadFile(string path, string folder, Action<string> report)
    {
        try
        {
            return ConfigEnvironment.ReadFile(Path.Combine(folder, path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            report($"the file '{path}' cannot be read: {(failure is FileNotFoundException or DirectoryNotFoundException ? "it does not exist" : failure.Message)}");
            return null;
        }
    }

    [GeneratedRegex(@"\A(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>.*))?\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Variable();
}
