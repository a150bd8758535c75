using System.Text;

namespace Voidkey.Configuration;

/// <summary>Writes a piece of the file on one line, nothing substituted.</summary>
internal static class ConfigText
{
    // More than anybody is shown.
    private const int MaxShown = 400;

    private static readonly HashSet<ConfigNode> Nothing = [];

    /// <summary>In one form, so that two pieces can be compared: members by name, every text quoted.</summary>
    /// <param name="leftOut">What only counts as being there: secrets.</param>
    public static string Of(ConfigNode node, IReadOnlySet<ConfigNode>? leftOut = null)
    {
        var text = new StringBuilder();
        Write(node, text, leftOut ?? Nothing);
        return text.ToString();
    }

    /// <summary>For people: as it is written, in quotes only what would read as something else without them. Not the whole of what is very long.</summary>
    public static string Shown(ConfigNode node)
    {
        var text = new StringBuilder();
        Show(node, text);
        return text.ToString();
    }

    private static void Show(ConfigNode node, StringBuilder text)
    {
        if (text.Length > MaxShown) return;
        switch (node)
        {
            case ConfigMapping mapping:
                ShowAll('{', mapping.Members, '}', text, static (member, text) => Show(member.Value, text.Append(member.Name).Append(": ")));
                break;
            case ConfigSequence sequence:
                ShowAll('[', sequence.Items, ']', text, Show);
                break;
            case ConfigScalar scalar:
                if (scalar.IsPlain || !NeedsQuotes(scalar.Text)) text.Append(scalar.Text);
                else Write(scalar.Text, text);
                break;
        }
    }

    private static void ShowAll<T>(char open, IReadOnlyList<T> items, char close, StringBuilder text, Action<T, StringBuilder> show)
    {
        text.Append(open);
        for (var i = 0; i < items.Count && text.Length <= MaxShown; i++) show(items[i], i == 0 ? text : text.Append(", "));
        text.Append(close);
    }

    private static bool NeedsQuotes(string text) =>
        text is "" or "~" or "null" or "Null" or "NULL" || ConfigValue.LooksTyped(text) || text[0] is '[' or '{' || text.Any(static c => c is ',' or '"') || text != text.Trim();

    private static void Write(ConfigNode node, StringBuilder text, IReadOnlySet<ConfigNode> leftOut)
    {
        switch (node)
        {
            case var _ when leftOut.Contains(node):
                text.Append('*');
                break;
            case ConfigMapping mapping:
                text.Append('{');
                foreach (var member in mapping.Members.OrderBy(static member => member.Name, StringComparer.Ordinal))
                {
                    Write(member.Name, text).Append(':');
                    Write(member.Value, text, leftOut);
                }

                text.Append('}');
                break;
            case ConfigSequence sequence:
                text.Append('[');
                foreach (var item in sequence.Items) Write(item, text, leftOut);
                text.Append(']');
                break;
            case ConfigScalar scalar:
                // A plain 1 is a number and a quoted one a text.
                Write(scalar.Text, scalar.IsPlain && (scalar.IsNull || ConfigValue.LooksTyped(scalar.Text)) ? text.Append('!') : text);
                break;
        }
    }

    private static StringBuilder Write(string value, StringBuilder text) =>
        text.Append('"').Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
}
