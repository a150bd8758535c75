using Voidkey.Configuration;

namespace Voidkey.PolicyTests;

/// <summary>Runs the <c>tests</c> of a configuration.</summary>
public static class PolicyTestRun
{
    /// <param name="config">A configuration without errors.</param>
    /// <param name="filter">Only tests whose name contains this, in whatever case; null: all.</param>
    /// <param name="now">When a test that does not say <c>at</c> is taken to be asked.</param>
    /// <returns>In the order of the configuration.</returns>
    /// <exception cref="InvalidOperationException">The configuration has errors.</exception>
    public static IReadOnlyList<PolicyTestResult> Run(WrittenConfig config, string? filter, DateTimeOffset now)
    {
        var policy = new TestedPolicy(config.Snapshot, now);
        var positions = config.Text.ClientIdentities.ToDictionary(static identity => identity.Section.Path, static identity => identity.Section.Position, StringComparer.Ordinal);
        return [.. config.Text.Tests.Where(test => filter is null || test.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)).Select(test => new PolicyTestResult(
            test.Name, test.Section.Position, [.. Unexpected(test, test.Allow, isExpected: true, policy, positions), .. Unexpected(test, test.Deny, isExpected: false, policy, positions)]))];
    }

    private static IEnumerable<UnexpectedDecision> Unexpected(
        PolicyTestConfig test, IReadOnlyList<string> keys, bool isExpected, TestedPolicy policy, Dictionary<string, ConfigPosition> positions)
    {
        foreach (var key in keys)
        {
            var decision = policy.Decide(test, key);
            if (decision.IsAllowed != isExpected) yield return new UnexpectedDecision(key, decision.IsAllowed, Why(decision, positions), Conditions(decision, test.Substituted));
        }
    }

    private static string Why(TestedDecision decision, Dictionary<string, ConfigPosition> positions)
    {
        if (decision.IsAllowed) return $"granted by {string.Join(" and ", decision.Granting.Select(identity => Identity(identity.Path, identity.Name)))}";
        return decision.Nearest is { Holds: false } nearest ? $"{decision.Why}; the nearest is {Identity(nearest.Path, nearest.Name)}" : decision.Why;

        string Identity(string path, string? name) => $"{path}{(name is null ? "" : $" '{name}'")} ({positions[path]})";
    }

    private static IReadOnlyList<FailingCondition> Conditions(TestedDecision decision, IReadOnlyList<Secret> substituted) =>
    [
        .. (decision.Nearest?.Conditions ?? []).Where(static condition => !condition.Holds)
            .Select(condition => new FailingCondition(condition.Claim, condition.Wanted, condition.Got is { } got && substituted.Any(text => got.Contains(text.Reveal(), StringComparison.Ordinal)) ? "${…}" : condition.Got)),
    ];
}
