using Voidkey.Configuration;
using Voidkey.Tests.Configuration;
using Xunit;

namespace Voidkey.Tests.Lint;

/// <summary>What an operator has looked at is not told again.</summary>
public sealed class IgnoreTests
{
    private const string Named = "idp: github, match: {repository: acme/app, ref: refs/heads/main}";

    [Fact]
    public void A_finding_is_ignored_at_one_identity()
    {
        var finding = Assert.Single(LintWorld.Lint($"  - {{{Named}, lint: {{ignore: [VK3010]}}, keys: KEYS}}\n  - {{{Named.Replace("app", "web", StringComparison.Ordinal)}, keys: KEYS}}\n"));
        Assert.Equal((LintCodes.MutableName, "clientIdentities[1].match.repository"), (finding.Code, finding.Path));
    }

    [Fact]
    public void A_finding_is_ignored_everywhere() =>
        Assert.Empty(LintWorld.Lint($"  - {{{Named}, keys: KEYS}}\n", "lint: { ignore: [VK3010, VK3008] }\n"));

    [Fact]
    public void Another_finding_is_not_ignored_with_it() =>
        Assert.Single(LintWorld.Lint($"  - {{{Named}, lint: {{ignore: [VK3004]}}, keys: KEYS}}\n"));

    public static TheoryData<string, string> Wrong { get; } = new()
    {
        { "lint: {ignore: [§VK3099]}", ConfigCodes.UnknownName },
        { "lint: {ignore: [VK3010, §VK2002]}", ConfigCodes.UnknownName },
        { "lint: {ignore: [§VK1006]}", ConfigCodes.UnknownName },
        { "lint: {ignore: [§vk3010]}", ConfigCodes.UnknownName },
        { "lint: {ignore: §VK3010}", ConfigCodes.InvalidValue },
        { "lint: {ignore: §[]}", ConfigCodes.InvalidValue },
        { "lint: {§ignored: [VK3010]}", ConfigCodes.UnknownMember },
        { "lint: §[VK3010]", ConfigCodes.InvalidValue },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void What_cannot_be_ignored_is_an_error(string lint, string code)
    {
        foreach (var marked in new[] { $"{Yaml.Good}{lint}\n", Yaml.With("    idp: ci\n", $"    idp: ci\n    {lint}\n") })
        {
            var (text, line, column) = Yaml.Marked(marked);
            var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems);
            Assert.Equal((code, line, column, false), (problem.Code, problem.Position.Line, problem.Position.Column, problem.IsWarning));
        }
    }
}
