using System.Text;

namespace Voidkey.Cli.Output;

/// <summary>Columns of text, as wide as their longest cell. Cells may come from a broker, so they are made visible.</summary>
internal static class Table
{
    private const string Gap = "  ";
    private const int LeastColumn = 8;

    /// <param name="paper">Where it is narrow, the last column is cut; piped, nothing ever is.</param>
    public static string Write(IReadOnlyList<string[]> rows, Paper paper)
    {
        var cells = rows.Select(row => Array.ConvertAll(row, Visible.Text)).ToList();
        var widths = cells[0].Select((_, column) => cells.Max(row => row[column].Length)).ToList();
        if (paper.Width is { } width) CutLast(cells, widths, width);
        var text = new StringBuilder();
        foreach (var (index, row) in cells.Index())
        {
            var line = string.Join(Gap, row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
            text.Append(index == 0 ? paper.Palette.Heading(line) : line).Append('\n');
        }

        return text.ToString();
    }

    // The last column is the one that is read least exactly; what stands before it is names.
    private static void CutLast(List<string[]> cells, List<int> widths, int width)
    {
        var left = width - widths.SkipLast(1).Sum() - (Gap.Length * (widths.Count - 1));
        if (left < LeastColumn || widths[^1] <= left) return;
        widths[^1] = left;
        foreach (var row in cells.Where(row => row[^1].Length > left)) row[^1] = $"{row[^1][..(left - 1)].TrimEnd()}…";
    }
}
