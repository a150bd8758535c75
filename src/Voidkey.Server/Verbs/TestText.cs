using Voidkey.Diagnostics;
using Voidkey.PolicyTests;

namespace Voidkey.Server.Verbs;

/// <summary>How a test's outcome reads on a terminal: one line, and below a failure why.</summary>
internal static class TestText
{
    public static IEnumerable<string> Of(PolicyTestResult result)
    {
        yield return Printable.Line(result.Failures.Count == 0 ? $"ok   {result.Name}" : $"FAIL {result.Name}: {Verdicts(result)} ({result.Position})");
        foreach (var detail in Details(result)) yield return $"     {detail}";
    }

    /// <summary>What came out otherwise than expected, in one line.</summary>
    public static string Verdicts(PolicyTestResult result) =>
        Printable.Line(string.Join("; ", result.Failures.Select(static failure => $"{failure.Key} was {(failure.IsAllowed ? "allowed, expected denied" : "denied, expected allowed")}")));

    /// <summary>Why, each in one line.</summary>
    public static IEnumerable<string> Details(PolicyTestResult result) =>
        result.Failures.SelectMany(static failure => failure.Failing.Select(static condition => $"  ✗ {condition.Claim}: wanted {condition.Wanted}, got {condition.Got ?? "nothing"}").Prepend($"{failure.Key}: {failure.Why}"))
            .Select(Printable.Line);

    public static string Summary(int total, int failed) =>
        total == 0 ? "no tests" : $"{total} {(total == 1 ? "test" : "tests")}, {(failed == 0 ? "all as expected" : $"{failed} failed")}";
}
