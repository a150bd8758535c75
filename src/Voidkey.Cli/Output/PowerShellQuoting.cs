using System.Globalization;
using System.Text;

namespace Voidkey.Cli.Output;

/// <summary>Writes a value as a PowerShell expression, on one line and in ASCII.</summary>
/// <remarks>
/// A pipeline hands over what a program printed line by line and in whatever encoding the console has, and the typographic quotes
/// end a text as the plain one does. So everything but printable ASCII is <c>[char]</c> and its number.
/// </remarks>
internal static class PowerShellQuoting
{
    public static string Quote(string value)
    {
        var text = new StringBuilder("'");
        foreach (var c in value)
        {
            if (c is < ' ' or > '~') text.Append(CultureInfo.InvariantCulture, $"'+[char]{(int)c}+'");
            else text.Append(c == '\'' ? "''" : c.ToString());
        }

        return text.Append('\'').ToString();
    }
}
