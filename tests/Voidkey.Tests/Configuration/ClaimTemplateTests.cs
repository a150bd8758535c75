using Voidkey.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>Where a claim may stand in the configuration, what it may be in the token, and what becomes of the text.</summary>
public sealed class ClaimTemplateTests
{
    private const string Claims = """
        {
          "a": "one", "b": "two", "text": "refs/heads/main", "number": 42, "negative": -7, "zero": 0, "huge": 123456789012345678901234567890, "yes": true, "no": false,
          "https://example.test/team": "ops", "nested": { "deep/er": { "~": "tilde" } }, "list": ["first", 2], "wide": "ünï😀",
          "null": null, "object": {}, "array": ["a"], "empty": "", "fraction": 1.5, "whole": 1.0, "exponent": 1e3, "minus": -0, "half": "\ud800", "nul": "a\u0000b", "line": "a\nb", "c1": "a\u0085b", "separator": "a\u2028b"
        }
        """;

    [Theory]
    [InlineData("'${claim:text}'", "refs/heads/main")]
    [InlineData("x-${claim:a}", "x-one")]
    [InlineData("${claim:a}-x", "one-x")]
    [InlineData("'${claim:a}${claim:b}'", "onetwo")]
    [InlineData("'${claim:a}-${claim:a}-${BUCKET}'", "one-one-bucket")]
    [InlineData("'${claim:number}/${claim:negative}/${claim:zero}'", "42/-7/0")]
    [InlineData("'${claim:huge}'", "123456789012345678901234567890")]
    [InlineData("'${claim:yes} ${claim:no}'", "true false")]
    [InlineData("'${claim:https://example.test/team}'", "ops")]
    [InlineData("'${claim:/nested/deep~1er/~0}'", "tilde")]
    [InlineData("'${claim:/list/0}${claim:/list/1}'", "first2")]
    [InlineData("'${claim:wide}'", "ünï😀")]
    [InlineData("'$${claim:a} ${claim:a}'", "${claim:a} one")]
    [InlineData("'${CLAIM}'", "${claim:a}")]
    [InlineData("plain", "plain")]
    public void Comes_out(string written, string text)
    {
        Assert.True(Templates.Text(written).For(StsWorld.Caller(claims: Claims)).TryGet(out var filled, out var error), error?.ToString());
        Assert.Equal(text, filled);
    }

    [Theory]
    [InlineData("absent", BrokerErrorCode.ClaimMissing), InlineData("null", BrokerErrorCode.ClaimMissing), InlineData("A", BrokerErrorCode.ClaimMissing), InlineData("/list/2", BrokerErrorCode.ClaimMissing), InlineData("/text/0", BrokerErrorCode.ClaimMissing)]
    [InlineData("/nested/none", BrokerErrorCode.ClaimMissing), InlineData("object", BrokerErrorCode.ClaimUnusable), InlineData("array", BrokerErrorCode.ClaimUnusable), InlineData("/nested", BrokerErrorCode.ClaimUnusable), InlineData("empty", BrokerErrorCode.ClaimUnusable)]
    [InlineData("fraction", BrokerErrorCode.ClaimUnusable), InlineData("whole", BrokerErrorCode.ClaimUnusable), InlineData("exponent", BrokerErrorCode.ClaimUnusable), InlineData("minus", BrokerErrorCode.ClaimUnusable), InlineData("half", BrokerErrorCode.ClaimUnusable)]
    [InlineData("nul", BrokerErrorCode.ClaimUnusable), InlineData("line", BrokerErrorCode.ClaimUnusable), InlineData("c1", BrokerErrorCode.ClaimUnusable), InlineData("separator", BrokerErrorCode.ClaimUnusable)]
    public void Is_refused_when_the_claim_is(string claim, BrokerErrorCode code)
    {
        var caller = StsWorld.Caller(claims: Claims);
        foreach (var template in new[] { Templates.Text($"'${{claim:a}}${{claim:{claim}}}'"), Templates.Policy($"{{a: '${{claim:{claim}}}'}}") })
        {
            Assert.False(template.For(caller).TryGet(out _, out var error));
            Assert.Equal(code, error.Code);
            Assert.Contains($"'{claim}'", error.Message, StringComparison.Ordinal);
        }

        Assert.True(Templates.Text("'${claim:a}'").For(caller).TryGet(out _, out _));
    }

    /// <summary>Edits of the good configuration, and where the problem is told.</summary>
    public static TheoryData<string, string, string> Misplaced { get; } = new()
    {
        { "arn:aws:iam::123456789012:role/Deploy", "§'arn:aws:iam::123456789012:role/${claim:role}'", "the caller's own token would choose it" },
        { "duration: 900", "duration: §'${claim:n}'", "does not stand here" },
        { "duration: 900", "description: §'${claim:x}'", "does not stand here" },
        { "duration: 900", "policyArns: [§'arn:aws:iam::aws:policy/${claim:x}']", "does not stand here" },
        { "provider: aws-prod", "provider: §'${claim:x}'", "does not stand here" },
        { "region: eu-central-1", "region: §'${claim:region}'", "does not stand here" },
        { "region: eu-central-1", "endpoint: §'https://${claim:host}/'", "does not stand here" },
        { "subject: repo:example-org/app:ref:refs/heads/main", "subject: §'${claim:sub}'", "does not stand here" },
        { "subject: repo:example-org/app:ref:refs/heads/main", "match: { ref: §'${claim:ref}' }", "does not stand here" },
        { "AWS_ACCESS_KEY_ID: AccessKeyId", "AWS_ACCESS_KEY_ID: { value: §'${claim:x}' }", "a text of 'outputs'" },
        { "AWS_ACCESS_KEY_ID: AccessKeyId", "AWS_ACCESS_KEY_ID: §'${claim:}'", "a claim's name or a JSON pointer" },
        { "duration: 900", "roleSessionName: §'${claim:}'", "a claim's name or a JSON pointer" },
        { "duration: 900", "roleSessionName: §'${claim: a}'", "a claim's name or a JSON pointer" },
        { "duration: 900", "roleSessionName: §'${claim:/a~2}'", "a claim's name or a JSON pointer" },
        { "duration: 900", "roleSessionName: §\"${claim:a\\tb}\"", "a claim's name or a JSON pointer" },
        { "duration: 900", "roleSessionName: §'${claim:a:-none}'", "no default" },
        { "duration: 900", "policy: §'{\"${claim:a}\": 1}'", "a member's name" },
        { "duration: 900", "policy: §{'${claim:a}': 1}", "a member's name" },
        { "duration: 900", "policy: §{a: '${aws:PrincipalTag/}$${x/${claim:a}}'}", "it would choose the variable" },
        { "duration: 900", "policy: §{a: '${DOLLAR}${claim:a}'}", "it would choose the variable" },
        { "duration: 900", "policy: §{a: \"\\ufdd0${claim:a}\"}", "noncharacter" },
        { "duration: 900", "policy: §'{\"a\": \"\\ufdd0\", \"b\": \"${claim:a}\"}'", "noncharacter" },
    };

    [Theory, MemberData(nameof(Misplaced))]
    public void A_claim_does_not_stand_where_it_would_choose_or_mean_nothing(string piece, string by, string says)
    {
        var (text, line, column) = Yaml.Marked(Yaml.With(piece, by));
        var problem = Assert.Single(ConfigFolder.LoadOnce(text, ("DOLLAR", "$")).Problems, problem => problem.Code == ConfigCodes.Claim);

        Assert.Equal((line, column), (problem.Position.Line, problem.Position.Column));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("roleSessionName: §'${claim:a'", ConfigCodes.Substitution, "no '}'")]
    [InlineData("roleSessionName: §'${claim:${A}}'", ConfigCodes.Substitution, "within another")]
    [InlineData("roleSessionName: §'${field:AccessKeyId}'", ConfigCodes.Substitution, "'outputs' only")]
    [InlineData("roleSessionName: §'${aws:username}'", ConfigCodes.Substitution, "not understood")]
    [InlineData("roleSessionName: §'x ${claim:a}'", ConfigCodes.InvalidValue, "2 to 64")]
    [InlineData("roleSessionName: §'${claim:a}:${claim:b}'", ConfigCodes.InvalidValue, "2 to 64")]
    [InlineData("roleSessionName: §'123456789-123456789-123456789-123${claim:a}'", ConfigCodes.OutOfRange, "33 characters")]
    [InlineData("roleSessionName: §''", ConfigCodes.InvalidValue, "must not be empty")]
    [InlineData("policy: {a: §'${aws:PrincipalTag/${claim:a}}'}", ConfigCodes.Substitution, "within another")]
    [InlineData("policy: §'{\"a\": ${claim:a}}'", ConfigCodes.InvalidValue, "within the quotes of a text")]
    [InlineData("policy: §'${claim:a}'", ConfigCodes.InvalidValue, "within the quotes of a text")]
    [InlineData("policy: §'{\"a\": \"\\${claim:a}\"}'", ConfigCodes.InvalidValue, "within the quotes of a text")]
    [InlineData("policy: §'{\"a\": \"\\ud800${claim:a}\"}'", ConfigCodes.InvalidValue, "within the quotes of a text")]
    [InlineData("policy: §'{\"a\": \"\\ud800\"}'", ConfigCodes.InvalidValue, "a JSON object")]
    public void Is_refused_where_it_stands(string written, string code, string says)
    {
        var (text, line, column) = Yaml.Marked(Yaml.With("duration: 900", written));
        var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems);

        Assert.Equal((code, line, column), (problem.Code, problem.Position.Line, problem.Position.Column));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_its_claims_a_session_name_may_have_32_characters() =>
        Assert.Empty(ConfigFolder.LoadOnce(Yaml.With("duration: 900", "roleSessionName: '123456789-123456789-${claim:a}123456789-12'")).Problems);

    [Fact]
    public void A_policy_that_is_too_long_whatever_its_claims_say_is_refused_at_load()
    {
        // {"a":"…"} and a claim of one character at least.
        Assert.Empty(Policy(2048 - 8 - 1).Problems);
        Assert.Equal(ConfigCodes.OutOfRange, Assert.Single(Policy(2048 - 8).Problems).Code);

        static LoadedConfig Policy(int length) => ConfigFolder.LoadOnce(Yaml.With("duration: 900", $"policy: {{a: '{new string('x', length)}${{claim:a}}'}}"));
    }
}
