namespace Voidkey.Lint;

/// <summary>Decides whether there is a text that two globs both match.</summary>
internal static class GlobOverlap
{
    private const char Within = '\u0001';
    private const char Any = '\u0002';

    /// <summary>Takes time in proportion to the product of the lengths.</summary>
    public static bool Exists(string one, string other)
    {
        var (a, b) = (Tokens(one), Tokens(other));
        var below = new bool[b.Length + 1];
        var row = new bool[b.Length + 1];
        for (var i = a.Length; i >= 0; i--)
        {
            (below, row) = (row, below);
            for (var j = b.Length; j >= 0; j--)
            {
                // row[j]: what is left of both from here on has a text in common.
                row[j] = (i == a.Length && j == b.Length)
                    || (i < a.Length && IsStar(a[i]) && (below[j] || (j < b.Length && Takes(a[i], b[j]) && row[j + 1])))
                    || (j < b.Length && IsStar(b[j]) && (row[j + 1] || (i < a.Length && Takes(b[j], a[i]) && below[j])))
                    || (i < a.Length && j < b.Length && a[i] == b[j] && !IsStar(a[i]) && below[j + 1]);
            }
        }

        return row[0];
    }

    private static bool IsStar(char token) => token is Within or Any;

    // Two stars need no step together: one of them ends first.
    private static bool Takes(char star, char token) => !IsStar(token) && (star == Any || token is not ('/' or ':'));

    private static string Tokens(string glob) => glob.Contains('*', StringComparison.Ordinal)
        ? glob.Replace("**", Any.ToString(), StringComparison.Ordinal).Replace('*', Within)
        : glob;
}
