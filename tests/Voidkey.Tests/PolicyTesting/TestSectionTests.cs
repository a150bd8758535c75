using System.Text.Json;
using Voidkey.Configuration;
using Voidkey.Tests.Configuration;
using Xunit;

namespace Voidkey.Tests.PolicyTesting;

/// <summary>The <c>tests</c> section, as it is written.</summary>
public sealed class TestSectionTests
{
    private const string Good = "tests: [ { name: a, idp: ci, claims: { sub: x }, deny: [AWS_DEPLOY] } ]\n";

    public static TheoryData<string, string, string> Refusals { get; } = new()
    {
        { "tests: §x", ConfigCodes.InvalidValue, "must be a list" },
        { "tests: [ §x ]", ConfigCodes.InvalidValue, "a mapping" },
        { "tests: [ §{ idp: ci, claims: { sub: x }, deny: [AWS_DEPLOY] } ]", ConfigCodes.Missing, "'name' is missing" },
        { "tests: [ { name: §\"\", idp: ci, claims: { sub: x }, deny: [AWS_DEPLOY] } ]", ConfigCodes.InvalidValue, "must not be empty" },
        { "tests: [ { name: a, idp: ci, claims: { sub: x }, deny: [AWS_DEPLOY] }, { name: §a, idp: ci, claims: { sub: y }, deny: [AWS_DEPLOY] } ]", ConfigCodes.Duplicate, "a test of this name" },
        { "tests: [ §{ name: a, claims: { sub: x }, deny: [AWS_DEPLOY] } ]", ConfigCodes.Missing, "'idp' is missing" },
        { "tests: [ { name: a, idp: §ic, claims: { sub: x }, deny: [AWS_DEPLOY] } ]", ConfigCodes.UnknownName, "did you mean 'ci'?" },
        { "tests: [ §{ name: a, idp: ci, deny: [AWS_DEPLOY] } ]", ConfigCodes.Missing, "'claims' is missing" },
        { "tests: [ { name: a, idp: ci, claims: §[sub], deny: [AWS_DEPLOY] } ]", ConfigCodes.InvalidValue, "a map of the token's claims" },
        { "tests: [ { name: a, idp: ci, claims: §~, deny: [AWS_DEPLOY] } ]", ConfigCodes.InvalidValue, "a map of the token's claims" },
        { "tests: [ { name: a, idp: ci, claims: { sub: §0x1f }, deny: [AWS_DEPLOY] } ]", ConfigCodes.InvalidValue, "put it in quotes" },
        { "tests: [ { name: a, idp: ci, claims: { sub: §1e3 }, deny: [AWS_DEPLOY] } ]", ConfigCodes.InvalidValue, "put it in quotes" },
        { "tests: [ { name: a, idp: ci, claims: { sub: §\"a\\tb\" }, deny: [AWS_DEPLOY] } ]", ConfigCodes.InvalidValue, "control character" },
        { "tests: [ { name: a, idp: ci, claims: { sub: §\"${NOWHERE}\" }, deny: [AWS_DEPLOY] } ]", ConfigCodes.Substitution, "'NOWHERE' is not set" },
        { "tests: [ { name: a, idp: ci, claims: { sub: §\"${claim:x}\" }, deny: [AWS_DEPLOY] } ]", ConfigCodes.Claim, "does not stand here" },
        { "tests: [ { name: a, idp: ci, claims: { sub: x, sub2: x, §sub: y }, deny: [AWS_DEPLOY] } ]", ConfigCodes.Duplicate, "twice" },
        { "tests: [ §{ name: a, idp: ci, claims: { sub: x } } ]", ConfigCodes.EmptyTest, "'allow' or 'deny' is missing" },
        { "tests: [ { name: a, idp: ci, claims: { sub: x }, deny: §[] } ]", ConfigCodes.InvalidValue, "not empty" },
        { "tests: [ { name: a, idp: ci, claims: { sub: x }, allow: §AWS_DEPLOY } ]", ConfigCodes.InvalidValue, "must be a list" },
        { "tests: [ { name: a, idp: ci, claims: { sub: x }, allow: [AWS_DEPLOY, §AWS_DEPLOY] } ]", ConfigCodes.Duplicate, "twice" },
        { "tests: [ { name: a, idp: ci, claims: { sub: x }, allow: [§AWS_DEPOLY] } ]", ConfigCodes.UnknownName, "did you mean 'AWS_DEPLOY'?" },
        { "tests: [ { name: a, idp: ci, claims: { sub: x }, allow: [AWS_DEPLOY], deny: [§AWS_DEPLOY] } ]", ConfigCodes.Conflict, "stands in 'allow' too" },
        { "tests: [ { name: a, idp: ci, claims: { sub: x }, deny: [AWS_DEPLOY], at: §2026-01-01T00:00:00 } ]", ConfigCodes.InvalidValue, "with a zone" },
        { "tests: [ { name: a, idp: ci, claims: { sub: x }, deny: [AWS_DEPLOY], at: §1969-12-31T23:59:59Z } ]", ConfigCodes.OutOfRange, "1970" },
        { "tests: [ { name: a, idp: ci, claims: { sub: x }, deny: [AWS_DEPLOY], at: §9999-01-01T00:00:00Z } ]", ConfigCodes.OutOfRange, "9998" },
        { "tests: [ { name: a, idp: ci, claims: { sub: x }, deny: [AWS_DEPLOY], sourceIp: §10.0.0.0/8 } ]", ConfigCodes.InvalidValue, "an address" },
        { "tests: [ { name: a, idp: ci, claims: { sub: x }, deny: [AWS_DEPLOY], sourceIp: §\"010.0.0.1\" } ]", ConfigCodes.InvalidValue, "an address" },
        { "tests: [ { name: a, idp: ci, claims: { sub: x }, deny: [AWS_DEPLOY], §dney: [AWS_DEPLOY] } ]", ConfigCodes.UnknownMember, "did you mean 'deny'?" },
    };

    [Fact]
    public void A_good_test_has_nothing_to_tell() => Assert.Empty(ConfigFolder.LoadOnce(Yaml.Good + Good).Problems);

    [Theory, MemberData(nameof(Refusals))]
    public void Is_refused_where_it_stands(string tests, string code, string says)
    {
        var (text, line, column) = Yaml.Marked($"{Yaml.Good}{tests}\n");
        var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems);

        Assert.Equal((code, line, column, false), (problem.Code, problem.Position.Line, problem.Position.Column, problem.IsWarning));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Denying_a_key_that_nobody_has_holds_for_nothing_and_is_said()
    {
        var (text, line, column) = Yaml.Marked(Yaml.Good + "tests: [ { name: a, idp: ci, claims: { sub: x }, deny: [AWS_DEPLOY, §AWS_DEPOLY] } ]\n");
        var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems);

        Assert.Equal((ConfigCodes.DeniedNowhere, line, column, true), (problem.Code, problem.Position.Line, problem.Position.Column, problem.IsWarning));
        Assert.Contains("did you mean 'AWS_DEPLOY'?", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validFrom: 2026-01-01T00:00:00Z", "", true)]
    [InlineData("validUntil: 2026-01-01T00:00:00Z", "", true)]
    [InlineData("validUntil: 2026-01-01T00:00:00Z", ", at: 2025-01-01T00:00:00Z", false)]
    [InlineData("sourceIps: [10.0.0.0/8]", "", false)]
    public void A_test_whose_outcome_changes_by_itself_is_told(string constraints, string at, bool isTold)
    {
        var yaml = Yaml.With("    idp: ci\n", $"    idp: ci\n    constraints: {{ {constraints} }}\n") + $"tests: [ {{ name: a, idp: ci, claims: {{ sub: x }}, deny: [AWS_DEPLOY]{at} }} ]\n";
        Assert.Equal(isTold ? [ConfigCodes.TestOfToday] : [], ConfigFolder.LoadOnce(yaml).Problems.Select(static problem => problem.Code));
    }

    [Theory]
    [InlineData("main", "\"main\""), InlineData("\"7\"", "\"7\""), InlineData("7", "7"), InlineData("7.50", "7.50"), InlineData("-7", "-7"), InlineData("007", "7"), InlineData("true", "true"), InlineData("\"true\"", "\"true\"")]
    [InlineData("~", "null"), InlineData("null", "null"), InlineData("\"\"", "\"\""), InlineData("[a, 1, [true, ~]]", "[\"a\",1,[true,null]]"), InlineData("{ a: { b/c: [1] } }", "{\"a\":{\"b/c\":[1]}}"), InlineData("[]", "[]"), InlineData("{}", "{}")]
    [InlineData("2026-01-01", "\"2026-01-01\""), InlineData("'$${x}'", "\"${x}\""), InlineData("'${BRANCH}'", "\"it's \\\"main\\\"\""), InlineData("\"\\u00fc\"", "\"ü\"")]
    public void A_claim_is_typed_as_match_types_values(string written, string json)
    {
        var config = ConfigFolder.WrittenOnce($"{Yaml.Good}tests: [ {{ name: a, idp: ci, claims: {{ c: {written} }}, deny: [AWS_DEPLOY] }} ]\n", ("BRANCH", "it's \"main\""));
        var claims = config.Text.Tests.Single().Claims;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(json), claims.GetProperty("c")), claims.GetRawText());
    }

    [Fact]
    public void Claims_that_no_token_could_carry_are_refused()
    {
        Assert.Empty(With(Nested(14)).Problems);
        Assert.Contains("nested deeper than 16", Assert.Single(With(Nested(16)).Problems).Message, StringComparison.Ordinal);
        Assert.Empty(With(new string('x', 12_000)).Problems);
        Assert.Equal(ConfigCodes.OutOfRange, Assert.Single(With(new string('x', 13_000)).Problems).Code);

        static LoadedConfig With(string claim) => ConfigFolder.LoadOnce($"{Yaml.Good}tests: [ {{ name: a, idp: ci, claims: {{ c: {claim} }}, deny: [AWS_DEPLOY] }} ]\n");
        static string Nested(int depth) => $"{new string('[', depth)}{new string(']', depth)}";
    }

    [Fact]
    public void Tests_of_all_files_of_a_folder_are_run()
    {
        using var folder = new ConfigFolder();
        folder.Write("config.yaml", Yaml.Good);
        folder.Write("a.yaml", Good);
        folder.Write("b.yaml", Good.Replace("name: a", "name: b", StringComparison.Ordinal));
        Assert.Equal(["a", "b"], folder.WrittenFolder().Text.Tests.Select(static test => test.Name));
    }
}
