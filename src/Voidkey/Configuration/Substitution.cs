using System.Text;
using System.Text.RegularExpressions;
using Voidkey.Access;
using Voidkey.Identity;

namespace Voidkey.Configuration;

/// <summary>A piece of a text after substitution: a literal, or a reference that is resolved later. Just one of the four.</summary>
/// <param name="Literal">The text, where it is one.</param>
/// <param name="Field">The provider's field, where it is <c>${field:Name}</c>.</param>
/// <param name="Claim">The caller's claim, where it is <c>${claim:name}</c>.</param>
/// <param name="Value">What a mint knows, where it is <c>${broker:token}</c> or <c>${mint:…}</c>.</param>
internal readonly record struct TextPart(string? Literal = null, string? Field = null, ClaimPath? Claim = null, RequestValue? Value = null);

/// <summary>Where a text stands, which decides what <c>${…}</c> may mean there.</summary>
internal enum TextUse
{
    /// <summary>Only the environment and files.</summary>
    Setting,

    /// <summary>The same, and the text may have lines.</summary>
    Document,

    /// <summary>Also <c>${claim:name}</c>.</summary>
    Template,

    /// <summary>Also <c>${claim:name}</c> and <c>${field:Name}</c>.</summary>
    Output,

    /// <summary>Also <c>${claim:name}</c>, <c>${broker:token}</c> and <c>${mint:…}</c>.</summary>
    Request,

    /// <summary>Also <c>${claim:name}</c>; any other <c>${x:y}</c> that is not ours is the cloud's own policy variable and passes untouched.</summary>
    Policy,
}

/// <summary>
/// The one substitution grammar: <c>${NAME}</c>, <c>${NAME:-default}</c>, <c>${file:PATH}</c>, <c>${field:Name}</c>, <c>${claim:name}</c>, <c>${broker:token}</c>, <c>${mint:lifetime}</c>,
/// <c>${mint:expiresAt}</c>, and <c>$${</c> for a literal <c>${</c>. A name without a colon is the environment's.
/// It is decided after YAML is parsed, in values only, in one pass: what was substituted is not looked at again.
/// </summary>
internal static partial class Substitution
{
    private const int MaxFileBytes = 1 << 20;
    private const string File = "file:";
    private const string Field = "field:";
    private const string Claim = "claim:";

    private static readonly (string Name, RequestValue Value)[] Requested =
        [("broker:token", RequestValue.BrokerToken), ("mint:lifetime", RequestValue.Lifetime), ("mint:expiresAt", RequestValue.ExpiresAt)];

    /// <param name="report">Takes the code of what is wrong, and how to mend it.</param>
    /// <returns>The parts, no two literals side by side; or null after saying why through <paramref name="report"/>.</returns>
    public static IReadOnlyList<TextPart>? Resolve(string text, TextUse use, ConfigReading reading, string folder, Action<string, string> report)
    {
        if (!text.Contains("${", StringComparison.Ordinal)) return [new TextPart(text)];

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
                report(ConfigCodes.Substitution, "'${' has no '}'; write '$${' for a literal '${'");
                return null;
            }

            if (ResolveOne(text[(i + 2)..end], use, reading, folder, report) is not { } part) return null;
            i = end + 1;
            literal.Append(part.Literal);
            if (part.Literal is not null) continue;

            if (literal.Length > 0) parts.Add(new TextPart(literal.ToString()));
            literal.Clear();
            parts.Add(part);
        }

        if (literal.Length > 0 || parts.Count == 0) parts.Add(new TextPart(literal.ToString()));
        return parts;
    }

    private static TextPart? ResolveOne(string inner, TextUse use, ConfigReading reading, string folder, Action<string, string> report)
    {
        if (inner.Contains("${", StringComparison.Ordinal))
        {
            report(ConfigCodes.Substitution, "a '${…}' does not stand within another, nor in a default: what is substituted is not looked at again");
            return null;
        }

        if (inner.StartsWith(Claim, StringComparison.Ordinal)) return ClaimPart(inner[Claim.Length..], use, report);
        if (inner.StartsWith(Field, StringComparison.Ordinal) && use == TextUse.Output) return new TextPart(Field: inner[Field.Length..]);
        if (use == TextUse.Request && Array.Find(Requested, requested => requested.Name == inner) is { Name: not null } known) return new TextPart(Value: known.Value);
        return Expand(inner, use, reading, folder, message => report(ConfigCodes.Substitution, message)) is { } text ? new TextPart(text) : null;
    }

    private static TextPart? ClaimPart(string name, TextUse use, Action<string, string> report)
    {
        if (use is TextUse.Setting or TextUse.Document)
            report(ConfigCodes.Claim, "a claim does not stand here: the caller's own token would choose it. It may stand in 'roleSessionName', 'policy', a text of 'outputs', and the headers and the body of an 'http' provider; who may have what is said by 'match'");
        else if (name.Contains(":-", StringComparison.Ordinal)) report(ConfigCodes.Claim, "a claim has no default: a token without it is refused");
        else if (name.Trim() != name || name.Any(char.IsControl) || ClaimPath.Parse(name) is not { } path)
            report(ConfigCodes.Claim, "this must be a claim's name or a JSON pointer, such as ${claim:repository} or ${claim:/kubernetes.io/namespace}; '~' is written ~0, '/' within a name ~1");
        else return new TextPart(Claim: path);
        return null;
    }

    private static string? Expand(string inner, TextUse use, ConfigReading reading, string folder, Action<string> report)
    {
        if (inner.StartsWith(File, StringComparison.Ordinal)) return ReadFile(inner[File.Length..], reading, folder, report);

        var match = Variable().Match(inner);
        if (match.Success)
        {
            var name = match.Groups["name"].Value;
            var fallback = match.Groups["default"];
            var value = reading.Environment.Variable(name);
            if (fallback.Success) return string.IsNullOrEmpty(value) ? fallback.Value : value;
            value ??= reading.Environment.Placeholders?.For(name);
            if (value is null) report($"the environment variable '{name}' is not set; set it, or give a default: ${{{name}:-…}}");
            return value;
        }

        if (use == TextUse.Policy && inner.Contains(':', StringComparison.Ordinal)) return $"${{{inner}}}";

        report(inner.StartsWith(Field, StringComparison.Ordinal)
            ? "'${field:…}' is for 'outputs' only"
            : inner.StartsWith("broker:", StringComparison.Ordinal) || inner.StartsWith("mint:", StringComparison.Ordinal)
            ? $"{string.Join(", ", Requested.Select(static requested => $"${{{requested.Name}}}"))} are all there is of the kind, and they stand in the headers and the body of an 'http' provider"
            : "'${…}' is not understood here; it may be ${NAME}, ${NAME:-default} or ${file:PATH}, and '$${' is a literal '${'");
        return null;
    }

    private static string? ReadFile(string path, ConfigReading reading, string folder, Action<string> report)
    {
        try
        {
            // One trailing line break is the editor's, not the secret's.
            var text = reading.Files.ReadText(Path.Combine(folder, path), MaxFileBytes);
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            var isAbsent = failure is FileNotFoundException or DirectoryNotFoundException;
            if (isAbsent && reading.Environment.Placeholders is { } placeholders) return placeholders.For($"file:{path}");
            report($"the file '{path}' cannot be read: {failure switch
            {
                _ when isAbsent => "it does not exist",
                InvalidDataException => $"it {failure.Message}",
                _ => failure.Message,
            }}");
            return null;
        }
    }

    [GeneratedRegex(@"\A(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>.*))?\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Variable();
}
