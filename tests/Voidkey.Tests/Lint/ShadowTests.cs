using Voidkey.Configuration;
using Voidkey.Tests.Configuration;
using Xunit;

namespace Voidkey.Tests.Lint;

/// <summary>Which identities another one makes superfluous.</summary>
public sealed class ShadowTests
{
    public static TheoryData<string, string> Superfluous { get; } = new()
    {
        { "match: {repository_id: \"1\", ref: refs/heads/main}", "match: {repository_id: \"1\", ref: refs/heads/main, environment: prod}" },
        { "match: {repository_id: [\"1\", \"2\"], ref: refs/heads/main}", "match: {repository_id: \"2\", ref: refs/heads/main}" },
        { "match: {repository_id: \"1\", ref: \"refs/heads/*\"}", "match: {repository_id: \"1\", ref: \"refs/heads/*\", environment: prod}" },
        { "match: {repository_id: \"1\", ref: refs/heads/main, event_name: {not: [a, b]}}", "match: {repository_id: \"1\", ref: refs/heads/main, event_name: {not: [a, b]}, environment: prod}" },
        { "match: [{repository_id: \"1\", environment: a}, {repository_id: \"2\", environment: a}]", "match: [{repository_id: \"2\", environment: a, ref: refs/heads/x}, {repository_id: \"1\", environment: a, ref: refs/heads/x}]" },
        { "subject: \"repo:acme/app:environment:prod\"", "subject: \"repo:acme/app:environment:prod\", match: {environment: prod}" },
        { "match: {repository_id: \"1\", environment: a}", "match: {repository_id: \"1\", environment: a}, constraints: {validUntil: 2030-01-01T00:00:00Z}" },
    };

    public static TheoryData<string, string> Needed { get; } = new()
    {
        { "match: {repository_id: \"1\", ref: refs/heads/main}", "match: {repository_id: \"1\", ref: refs/heads/other}" },
        { "match: {repository_id: \"1\", ref: refs/heads/main}", "match: {repository_id: \"1\", environment: prod}" },
        { "match: {repository_id: \"1\", environment: {exists: true}}, lint: {ignore: [VK3004]}", "match: {repository_id: \"1\", environment: {exists: false}, ref: refs/heads/main}" },
        { "match: {repository_id: \"1\", environment: a}, constraints: {validUntil: 2030-01-01T00:00:00Z}", "match: {repository_id: \"1\", environment: a, ref: refs/heads/main}" },
        { "match: {repository_id: \"1\", environment: a}", "match: [{repository_id: \"1\", environment: a, ref: refs/heads/x}, {repository_id: \"2\", environment: a}]" },
        { "match: {repository_id: \"1\", environment: a, event_name: {not: push}}", "match: {repository_id: \"1\", environment: a, event_name: push}" },
    };

    [Theory, MemberData(nameof(Superfluous))]
    public void Who_is_meant_by_a_wider_identity_with_the_same_keys_needs_no_other(string wide, string narrow)
    {
        foreach (var (first, second, index) in new[] { (wide, narrow, 1), (narrow, wide, 0) })
        {
            var finding = Assert.Single(LintWorld.Lint($"  - {{idp: github, {first}, keys: KEYS}}\n  - {{idp: github, {second}, keys: KEYS}}\n"));
            Assert.Equal((LintCodes.Shadowed, $"clientIdentities[{index}]"), (finding.Code, finding.Path));
        }
    }

    [Theory, MemberData(nameof(Needed))]
    public void Who_is_not_meant_by_another_is_needed(string one, string other) =>
        Assert.Empty(LintWorld.Lint($"  - {{idp: github, {one}, keys: KEYS}}\n  - {{idp: github, {other}, keys: KEYS}}\n"));

    [Fact]
    public void Contains_all_is_not_contains_any()
    {
        const string One = "match: {azp: a, groups: {containsAny: [x, y]}}", Other = "match: {azp: a, groups: {containsAll: [x, y]}}";
        Assert.Empty(LintWorld.Lint($"  - {{idp: keycloak, {One}, keys: KEYS}}\n  - {{idp: keycloak, {Other}, keys: KEYS}}\n"));
    }

    [Fact]
    public void An_identity_with_another_key_adds_something()
    {
        var other = "{AWS: {provider: aws, roleArn: \"arn:aws:iam::123456789012:role/Other\"}}";
        Assert.Empty(LintWorld.Lint($"  - {{idp: github, match: {{repository_id: \"1\", environment: a}}, keys: KEYS}}\n  - {{idp: github, match: {{repository_id: \"1\", environment: a, ref: refs/heads/x}}, keys: {other}}}\n"));
    }

    [Fact]
    public void Of_two_that_are_for_just_the_same_callers_the_later_is_superfluous()
    {
        var finding = Assert.Single(LintWorld.Lint(
            "  - {idp: github, match: {repository_id: [\"1\", \"2\"], environment: a}, keys: KEYS}\n  - {idp: github, match: {repository_id: [\"2\", \"1\"], environment: a}, keys: KEYS}\n"));
        Assert.Equal("clientIdentities[1]", finding.Path);
    }

    [Fact]
    public void Another_providers_identity_shadows_nothing() =>
        Assert.Empty(LintWorld.Lint("  - {idp: github, match: {repository_id: \"1\", environment: a}, keys: KEYS}\n  - {idp: ghes, match: {repository_id: \"1\", environment: a, ref: refs/heads/x}, keys: KEYS}\n"));

    /// <summary>A comparison of all pairs would be 25 million; the index makes it a few for each.</summary>
    [Fact]
    public void Thousands_of_identities_are_compared_by_what_they_ask_for()
    {
        var identities = string.Concat(Enumerable.Range(0, 5000).Select(static i => $"  - {{idp: github, match: {{repository_id: \"{i}\", ref: refs/heads/main}}, keys: KEYS}}\n"));

        var finding = Assert.Single(LintWorld.Lint($"{identities}  - {{idp: github, match: {{repository_id: \"4000\", ref: refs/heads/main, environment: prod}}, keys: KEYS}}\n"));
        Assert.Equal("clientIdentities[5000]", finding.Path);
    }

    [Fact]
    public void Of_a_configuration_with_errors_nothing_is_said()
    {
        var read = ConfigFolder.CheckOnce(Yaml.With("default: ci", "default: nobody").Replace("subject: repo:example-org/app:ref:refs/heads/main", "match: {aud: voidkey}", StringComparison.Ordinal));
        Assert.Equal(ConfigCodes.UnknownName, Assert.Single(read.Problems).Code);
        Assert.Null(read.Snapshot);
        Assert.Empty(read.Findings);
    }
}
