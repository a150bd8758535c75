using System.Globalization;
using System.Text;

namespace Voidkey.Cli.Output;

/// <summary>Writes a value as a text of Nushell's in double quotes, on one line.</summary>
internal static class NushellQuoting
{
    public static string Quote(string value)
    {
        var text = new StringBuilder("\"", value.Length + 16);
        foreach (var c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (char.IsControl(c)) text.Append(CultureInfo.InvariantCulture, $"\\u{{{(int)c:x}}}");
            else text.Append(c);
        }

        return text.Append('"').ToString();
    }
}
