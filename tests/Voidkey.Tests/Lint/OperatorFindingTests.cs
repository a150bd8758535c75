using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Lint;

/// <summary>Entries of <c>operators</c> are looked at as identities are.</summary>
public sealed class OperatorFindingTests
{
    private const string Identity = "  - {idp: own, subject: a, keys: KEYS}\n";

    public static TheoryData<string, string> Found { get; } = new()
    {
        { "idp: own, match: {aud: voidkey}", LintCodes.Everybody },
        { "idp: github, match: {environment: prod}", LintCodes.Everybody },
        { "idp: github, match: {sub: \"repo:acme*/app:ref:refs/heads/main\"}", LintCodes.AnyOwner },
        { "idp: own, match: {sub: {exists: false}}", LintCodes.Never },
        { "idp: own, subject: b, constraints: {validUntil: 2020-01-01T00:00:00Z}", LintCodes.Never },
    };

    [Theory, MemberData(nameof(Found))]
    public void Is_found(string entry, string code)
    {
        var found = LintWorld.Lint(Identity, $"operators: [{{{entry}}}]\n");
        Assert.Contains(found, finding => finding.Code == code && finding.Path.StartsWith("operators[0]", StringComparison.Ordinal));
        Assert.Empty(LintWorld.Lint(Identity, $"operators: [{{{entry}, lint: {{ignore: [{string.Join(", ", found.Select(static finding => finding.Code).Distinct())}]}}}}]\n"));
    }

    [Fact]
    public void A_good_one_is_not_mentioned() => Assert.Empty(LintWorld.Lint(Identity, "operators: [{idp: own, subject: b}, {idp: own, match: {groups: {contains: platform}}}]\n"));
}
