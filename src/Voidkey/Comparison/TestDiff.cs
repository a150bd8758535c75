using Voidkey.Configuration;
using Voidkey.PolicyTests;

namespace Voidkey.Comparison;

/// <summary>Compares the tests, and what those of either configuration come to with both.</summary>
internal static class TestDiff
{
    private const string Type = "test";

    public static IEnumerable<ConfigChange> Between(WrittenConfig old, WrittenConfig @new)
    {
        foreach (var test in @new.Text.Tests)
        {
            if (Find(old, test.Name) is not { } before) yield return new ConfigChange(ChangeDirection.Other, ChangeKind.Added, Type, NameOf(test), WrittenText.Name(test.Section, "idp"), null, null, null);
            else
            {
                foreach (var change in new NodeDiff(before.Section, test.Section).Members(static name => name != "name"))
                    yield return new ConfigChange(ChangeDirection.Other, ChangeKind.Changed, Type, NameOf(test), WrittenText.Name(test.Section, "idp"), change.Setting, change.Before, change.After);
            }
        }

        foreach (var gone in old.Text.Tests.Where(test => Find(@new, test.Name) is null)) yield return new ConfigChange(ChangeDirection.Other, ChangeKind.Removed, Type, NameOf(gone), WrittenText.Name(gone.Section, "idp"), null, null, null);
    }

    /// <summary>Each test once; one that is itself changed counts as the new one says, and as the old one says.</summary>
    public static IEnumerable<ChangedDecision> Decisions(WrittenConfig old, WrittenConfig @new, DateTimeOffset now)
    {
        TestedPolicy before = new(old.Snapshot, now), after = new(@new.Snapshot, now);
        var seen = new HashSet<(string Test, string Key, bool IsAllowed)>();
        foreach (var test in @new.Text.Tests.Concat(old.Text.Tests))
        {
            foreach (var key in test.Allow.Concat(test.Deny))
            {
                var (was, becomes) = (before.Decide(test, key), after.Decide(test, key));
                if (was.IsAllowed != becomes.IsAllowed && seen.Add((test.Name, key, becomes.IsAllowed))) yield return new ChangedDecision(NameOf(test), key, becomes.IsAllowed, was.IsAllowed ? becomes.Why : was.Why);
            }
        }
    }

    private static string NameOf(PolicyTestConfig test) => WrittenText.Name(test.Section, "name");

    private static PolicyTestConfig? Find(WrittenConfig side, string name) => side.Text.Tests.FirstOrDefault(test => test.Name == name);
}
