using System.Text;

namespace Voidkey.Configuration;

/// <summary>Writes a piece of the file in one form, so that two pieces can be compared: members by name, every text quoted, nothing substituted.</summary>
internal static class ConfigText
{
    public static string Of(ConfigNode node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return text.ToString();
    }

    private static void Write(ConfigNode node, StringBuilder text)
    {
        switch (node)
        {
            case ConfigMapping mapping:
                text.Append('{');
                foreach (var member in mapping.Members.OrderBy(static member => member.Name, StringComparer.Ordinal))
                {
                    Write(member.Name, text).Append(':');
                    Write(member.Value, text);
                }

                text.Append('}');
                break;
            case ConfigSequence sequence:
                text.Append('[');
                foreach (var item in sequence.Items) Write(item, text);
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
