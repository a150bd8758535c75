namespace Voidkey.Cli.Setup;

/// <summary>Lines of ours in somebody's script, between two comments that say so.</summary>
internal static class MarkedBlock
{
    /// <param name="name">What the comments call it.</param>
    public static string Of(string name, string lines) => $"{Begin(name)}\n{lines}\n{End(name)}\n";

    public static Result<string> Edit(string path, string before, string name, string lines)
    {
        var (begin, end, block) = (Begin(name), End(name), Of(name, lines));
        var (first, last) = (before.IndexOf(begin, StringComparison.Ordinal), before.IndexOf(end, StringComparison.Ordinal));
        if (first < 0 && last < 0)
        {
            if (before.Contains('\r')) return SetupFiles.Refused(path, "its lines end as on Windows");
            var gap = before.Length == 0 ? "" : before.EndsWith('\n') ? "\n" : "\n\n";
            return $"{before}{gap}{block}";
        }

        var isOne = first >= 0 && last > first && before.LastIndexOf(begin, StringComparison.Ordinal) == first && before.LastIndexOf(end, StringComparison.Ordinal) == last;
        if (!isOne) return SetupFiles.Refused(path, $"the comments '{begin}' and '{end}' stand there, but not once each and in order");
        var rest = last + end.Length;
        if (rest < before.Length && before[rest] == '\n') rest++;
        return $"{before[..first]}{block}{before[rest..]}";
    }

    private static string Begin(string name) => $"# >>> voidkey setup {name} >>>";

    private static string End(string name) => $"# <<< voidkey setup {name} <<<";
}
