using System.Text;

namespace Voidkey.Cli.Output;

/// <summary>Columns of text, as wide as their longest cell. Cells may come from a broker, so they are made visible.</summary>
internal static class Table
{
    private const string Gap = "  ";

    public static string Write(IReadOnlyList<string[]> rows)
    {
        var cells = rows.Select(row => Array.ConvertAll(row, Visible.Text)).ToList();
        var widths = cells[0].Select((_, column) => cells.Max(row => row[column].Length)).ToList();
        var text = new StringBuilder();
        foreach (var row in cells) text.Append(string.Join(Gap, row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        return text.ToString();
    }
}
