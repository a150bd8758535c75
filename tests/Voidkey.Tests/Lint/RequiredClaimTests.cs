using Xunit;

namespace Voidkey.Tests.Lint;

/// <summary>What every token of a provider must say is a condition of all its identities.</summary>
public sealed class RequiredClaimTests
{
    private const string Main = "  - {idp: github, match: {ref: refs/heads/main}, keys: KEYS}\n";

    [Theory]
    [InlineData("{repository_owner_id: \"1\"}"), InlineData("[{repository_owner_id: \"1\"}, {enterprise_id: \"2\"}]")]
    public void Who_is_told_by_them_is_told(string required)
    {
        Assert.NotEmpty(LintWorld.Lint(Main));
        Assert.Empty(LintWorld.Lint(Main, required: required));
    }

    [Fact]
    public void One_alternative_that_tells_nobody_is_found() =>
        Assert.Equal(LintWorld.Lint(Main).Select(static finding => finding.Code), LintWorld.Lint(Main, required: "[{repository_owner_id: \"1\"}, {ref_type: branch}]").Select(static finding => finding.Code));

    [Fact]
    public void What_is_wrong_in_them_is_told_once_and_where_it_stands()
    {
        const string Others = "  - {idp: github, match: {repository_id: \"2\", ref: refs/heads/main}, keys: KEYS}\n  - {idp: github, match: {repository_id: \"3\", ref: refs/heads/main}, keys: KEYS}\n";
        Assert.Empty(LintWorld.Lint(Others));
        var finding = Assert.Single(LintWorld.Lint(Others, required: "{repository_owner_ids: \"1\"}"));
        Assert.Equal(("VK3006", "clientIdps[0].requiredClaims.repository_owner_ids"), (finding.Code, finding.Path));
    }

    [Theory]
    [InlineData("{repository_owner_id: \"1\"}", null)]
    [InlineData("[{repository_owner_id: \"1\"}, {enterprise_id: \"2\"}]", null)]
    [InlineData("{repository_visibility: private}", "clientIdps[0].explain")]
    [InlineData("{repository_owner_id: {exists: true}}", "clientIdps[0].explain")]
    [InlineData("{repository_owner_id: {not: \"1\"}}", "clientIdps[0].explain")]
    [InlineData("[{repository_owner_id: \"1\"}, {actor: alice}]", "clientIdps[0].explain")]
    public void Who_is_explained_the_rules_is_told_by_them(string required, string? found)
    {
        const string Telling = "  - {idp: github, match: {repository_id: \"2\", ref: refs/heads/main}, keys: KEYS}\n";
        Assert.Empty(LintWorld.Lint(Telling, required: required));
        var findings = LintWorld.Lint(Telling, required: $"{required}, explain: caller");
        Assert.Equal(found is null ? [] : [("VK3002", found)], findings.Select(static finding => (finding.Code, finding.Path)));
        Assert.Empty(LintWorld.Lint(Telling, "lint: {ignore: [VK3002]}\n", required: $"{required}, explain: caller"));
    }

    [Fact]
    public void What_they_exclude_can_never_be() =>
        Assert.Contains(LintWorld.Lint("  - {idp: github, match: {repository_id: \"1\", ref: refs/heads/main}, keys: KEYS}\n", required: "{repository_id: \"2\"}"), static finding => finding.Code == "VK3007");
}
