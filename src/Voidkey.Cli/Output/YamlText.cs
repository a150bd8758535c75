using System.Globalization;
using System.Text;
using System.Text.Json;
using Voidkey.Cli.Broker;

namespace Voidkey.Cli.Output;

/// <summary>Writes YAML whose values are always texts, whatever they look like, to readers of YAML 1.1 and 1.2 alike.</summary>
internal static class YamlText
{
    public static string Flat(IReadOnlyList<KeyValuePair<string, string>> variables)
    {
        if (variables.Count == 0) return "{}\n";
        var text = new StringBuilder();
        foreach (var (name, value) in variables) Line(text, 0, name, value);
        return text.ToString();
    }

    /// <summary>The members of <c>-o json</c>.</summary>
    public static string Full(IReadOnlyList<KeyCredentials> keys)
    {
        if (keys.Count == 0) return "{}\n";
        var text = new StringBuilder();
        foreach (var key in keys)
        {
            text.Append(Name(key.Name)).Append(":\n  credentials:").Append(key.Variables.Count == 0 ? " {}\n" : "\n");
            foreach (var (name, value) in key.Variables) Line(text, 4, name, value);
            Line(text, 2, "expiresAt", Instants.Format(key.ExpiresAt));
            text.Append("  metadata:\n");
            Line(text, 4, "provider", key.Provider);
            Line(text, 4, "keyName", key.Name);
        }

        return text.ToString();
    }

    /// <summary>What a command prints as JSON, in YAML. Texts are quoted, numbers and truths are not.</summary>
    public static string OfJson(string json)
    {
        using var document = JsonDocument.Parse(json);
        var text = new StringBuilder();
        if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return $"{Scalar(document.RootElement)}\n";
        Block(text, document.RootElement, 0);
        return text.ToString();
    }

    private static void Block(StringBuilder text, JsonElement element, int indent)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Item(text.Append(' ', indent).Append('-'), item, indent + 2, isInLine: true);
            return;
        }

        foreach (var member in element.EnumerateObject()) Item(text.Append(' ', indent).Append(IsPlainName(member.Name) ? member.Name : Quoted(member.Name)).Append(':'), member.Value, indent + 2, isInLine: false);
    }

    private static void Item(StringBuilder text, JsonElement value, int indent, bool isInLine)
    {
        var isEmpty = (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0) || (value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any());
        if (isEmpty || value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
        {
            text.Append(' ').Append(Scalar(value)).Append('\n');
            return;
        }

        // The first member of an object in a list stands behind the dash.
        var start = text.Length;
        Block(text, value, indent);
        if (isInLine) text.Remove(start, indent).Insert(start, ' ');
        else text.Insert(start, '\n');
    }

    private static string Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Quoted(value.GetString()!),
        JsonValueKind.Array => "[]",
        JsonValueKind.Object => "{}",
        _ => value.GetRawText(),
    };

    /// <summary>A word that no reader takes for a truth, or for nothing.</summary>
    private static bool IsPlainName(string name) =>
        name.Length > 0 && name.All(char.IsAsciiLetter) && name.ToLowerInvariant() is not ("y" or "n" or "yes" or "no" or "on" or "off" or "true" or "false" or "null");

    private static void Line(StringBuilder text, int indent, string name, string value) =>
        text.Append(' ', indent).Append(Name(name)).Append(": ").Append(Quoted(value)).Append('\n');

    /// <summary>Without quotes only where no reader could take it for a number or a truth: <c>NO</c> is one to YAML 1.1.</summary>
    private static string Name(string name) =>
        name is "credentials" or "expiresAt" or "metadata" or "provider" or "keyName" || (VariableNames.IsValid(name) && char.IsAsciiLetter(name[0]) && name.Contains('_')) ? name : Quoted(name);

    public static string Quoted(string value)
    {
        var text = new StringBuilder("\"", value.Length + 16);
        foreach (var c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format || c >= '\ufffe')
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else text.Append(c);
        }

        return text.Append('"').ToString();
    }
}
