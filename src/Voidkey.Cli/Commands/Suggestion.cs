namespace Voidkey.Cli.Commands;

/// <summary>Finds what somebody probably meant.</summary>
internal static class Suggestion
{
    private const int TooFar = 3;

    /// <summary>The nearest candidate as <c>; did you mean X?</c>, or nothing when none is near.</summary>
    public static string For(string written, IEnumerable<string> candidates)
    {
        var nearest = candidates
            .Select(c => (Name: c, Distance: Distance(written, c)))
            .Where(c => c.Distance < Math.Min(TooFar, c.Name.Length - 1))
            .OrderBy(c => c.Distance)
            .Select(c => c.Name)
            .FirstOrDefault();
        return nearest is null ? "" : $"; did you mean {nearest}?";
    }

    /// <summary>Insertions, deletions, replacements and swapped neighbours that turn one text into the other.</summary>
    private static int Distance(string a, string b)
    {
        // What is far longer than any option is not a misspelt one; the table below would only cost time.
        if (Math.Abs(a.Length - b.Length) >= TooFar) return TooFar;
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
