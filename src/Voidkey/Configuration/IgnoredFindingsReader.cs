namespace Voidkey.Configuration;

/// <summary>Reads <c>lint.ignore</c>: what the operator has looked at and does not want to be told of again.</summary>
internal static class IgnoredFindingsReader
{
    public static IReadOnlyList<string> Read(ConfigSection owner)
    {
        if (owner.Section("lint") is not { } lint) return [];

        var codes = lint.TextList("ignore") ?? [];
        foreach (var unknown in codes.Where(static code => !LintCodes.All.Contains(code)))
            lint.ReportEntry(ConfigCodes.UnknownName, "ignore", unknown, $"{lint.Quote("ignore", unknown)} is not one of {LintCodes.All[0]} to {LintCodes.All[^1]}; errors and other warnings cannot be ignored");
        lint.Close();
        return codes;
    }
}
