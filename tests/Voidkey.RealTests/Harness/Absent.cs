namespace Voidkey.RealTests.Harness;

/// <summary>What a test needs and the machine does not have. On a developer's machine the test is skipped with the reason; with CI=true it fails.</summary>
internal static class Absent
{
    private static readonly bool IsCi = Environment.GetEnvironmentVariable("CI") is "true" or "1";

    /// <returns>Which of these programs are missing, in words; null: none.</returns>
    public static string? Programs(params IEnumerable<string> names)
    {
        var missing = names.Where(static name => Command.Find(name) is null).ToArray();
        return missing.Length == 0 ? null : $"not installed: {string.Join(", ", missing)}";
    }

    /// <summary>Ends the test where there is a reason.</summary>
    public static void Refuse(string? reason)
    {
        if (reason is null) return;
        if (IsCi) Assert.Fail($"{reason} (with CI=true nothing may be missing)");
        Assert.Skip(reason);
    }
}
