using System.Text;

namespace Voidkey.Cli.Output;

/// <summary>Writes a value for fish, on one line: within single quotes it knows <c>\'</c> and <c>\\</c>, and line breaks stand outside of them.</summary>
internal static class FishQuoting
{
    public static string Quote(string value)
    {
        var text = new StringBuilder("'", value.Length + 16);
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '\'' or '\\' => $"\\{c}",
                '\n' => "'\\n'",
                '\r' => "'\\r'",
                _ => c.ToString(),
            });
        }

        return text.Append('\'').ToString();
    }
}
