using CsCheck;
using Voidkey.Configuration;
using Voidkey.Identity;
using Voidkey.Policy;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;
using static Voidkey.Tests.Policy.PolicyFile;

namespace Voidkey.Tests.Policy;

/// <summary>Why a key is granted or not, told by what decides it.</summary>
public sealed class ExplainTests
{
    private const string Key = "AWS_DEPLOY";

    [Fact]
    public void What_is_told_and_what_is_decided_agree_whatever_the_rules_and_claims()
    {
        string[] conditions =
        [
            "team: a", "team: [b, c]", "team: \"*b*\"", "area: a", "area: { not: a }", "area: { exists: false }", "/deep/er: c", "team: \"a*\"", "kind: { regex: \"a|b\" }",
            "kind: { exists: true, not: b }", "number: 1", "number: { not: 1 }", "list: { contains: a }", "list: { containsAll: [a, b] }",
        ];
        string[] constraints = ["", "constraints: { validFrom: 2026-01-15T12:00:00Z },", "constraints: { validUntil: 2026-01-15T12:00:00Z },", "constraints: { sourceIps: [127.0.0.0/8] },", "constraints: { sourceIps: [10.0.0.0/8] },"];
        string[] subjects = ["", "subject: a,", "subject: b,"];
        var rules = Enumerable.Range(0, 210).Select(i =>
            $"{{ name: \"{i}\", idp: ci, {subjects[i % 3]} {constraints[i / 3 % 5]} match: [ {{ {conditions[i % 14]} }}, {{ {conditions[i / 7 % 14]}, {(i % 2 == 0 ? "also" : "more")}: a }} ], keys: {{ {Deploy} }} }}");
        var identities = Identities([.. rules]);
        var policies = identities.Select(identity => (identity, new GrantPolicy([identity]))).ToArray();
        var some = Gen.Int[0, 3].Select(i => i < 3 ? new[] { "a", "b", "c" }[i] : null);
        Gen.Select(Gen.Select(some, some, some, some), Gen.Int[0, 2], Gen.Int[0, 3], Gen.Bool).Sample(
            (texts, number, list, here) =>
            {
                var caller = Caller(
                    texts.Item1 ?? "x", ("team", texts.Item2), ("area", texts.Item3), ("kind", texts.Item4), ("also", texts.Item4), ("more", texts.Item1), ("deep", new Dictionary<string, string?> { ["er"] = texts.Item1 }),
                    ("number", number == 2 ? "1" : number), ("list", new[] { "a", "b", "c" }[..list]));
                var at = here ? Now : new Circumstances(The.Moment.AddSeconds(-1), null);
                foreach (var (identity, policy) in policies)
                {
                    var isGranted = policy.Authorize(caller, at, [Key], null).TryGet(out _, out _);
                    var explained = policy.Explain(caller, at, Key, ExplanationReader.Operator);
                    var trace = Assert.Single(explained.Identities);
                    Assert.Equal((isGranted, isGranted), (explained.Refusal is null, trace.Holds));
                    Assert.Equal(isGranted, trace.Conditions.All(condition => condition.Holds));
                    Assert.Equal(isGranted, identity.Holds(caller, at));
                    Assert.Equal(trace.Failing, trace.Conditions.Count(condition => !condition.Holds));
                }
            },
            iter: 60);
    }

    [Fact]
    public void Every_condition_says_what_was_wanted_and_what_came()
    {
        var trace = Trace(
            Caller("me", ("ref", "refs/heads/x"), ("id", "7"), ("n", 7), ("groups", new[] { "dev" }), ("flag", true)),
            "subject: me, match: { ref: [refs/heads/main, \"refs/tags/v*\"], id: 7, n: \"7\", groups: { contains: ops }, flag: true, absent: x, /a/b: { exists: true } }, constraints: { sourceIps: [10.0.0.0/8], validUntil: 2026-01-15T12:00:00Z, validFrom: 2026-01-01T00:00:00Z }");

        Assert.Equal(8, trace.Failing);
        Assert.Equal(
            [
                "- constraints.validUntil: before 2026-01-15T12:00:00.000Z | 2026-01-15T12:00:00.000Z",
                "- constraints.sourceIps: 10.0.0.0/8 | 127.0.0.1",
                "- ref: [refs/heads/main, refs/tags/v*] | refs/heads/x",
                "- id: 7 | \"7\"",
                "- n: \"7\" | 7",
                "- groups: {contains: ops} | [\"dev\"]",
                "- absent: x | ",
                "- /a/b: {exists: true} | ",
                "+ sub: me | me",
                "+ constraints.validFrom: from 2026-01-01T00:00:00.000Z | 2026-01-15T12:00:00.000Z",
            ],
            trace.Conditions.Select(Written));
    }

    [Fact]
    public void The_nearest_alternative_is_told_and_the_nearest_identities_first()
    {
        var policy = new GrantPolicy(Identities(
            $"{{ name: two, idp: ci, match: {{ a: \"1\", b: \"1\", c: \"1\" }}, keys: {{ {Deploy} }} }}",
            $"{{ name: one, idp: ci, match: [ {{ a: \"1\", b: \"1\" }}, {{ b: \"1\", c: \"0\" }} ], keys: {{ {Deploy} }} }}",
            $"{{ name: none, idp: ci, match: {{ c: \"0\" }}, keys: {{ {Read} }} }}",
            $"{{ name: also-two, idp: ci, subject: you, match: {{ b: \"1\" }}, keys: {{ {Deploy} }} }}"));

        var explained = policy.Explain(Caller("me", ("a", "0"), ("b", "0"), ("c", "0")), Now, Key, ExplanationReader.Operator);

        Assert.Equal([("one", 1), ("also-two", 2), ("two", 3)], explained.Identities.Select(identity => (identity.Name!, identity.Failing)));
        Assert.Equal(["- b: \"1\" | \"0\"", "+ c: \"0\" | \"0\""], explained.Identities[0].Conditions.Select(Written));
        Assert.Equal(["clientIdentities[1]", "clientIdentities[3]", "clientIdentities[0]"], explained.Identities.Select(identity => identity.Path));
        Assert.Equal(["AWS_READ"], explained.Keys);
    }

    [Fact]
    public void A_caller_sees_the_identities_that_say_so_and_an_operator_all()
    {
        var policy = new GrantPolicy(Identities(
            $"{{ name: hidden, idp: ci, match: {{ a: \"1\" }}, keys: {{ {Deploy}, {Read} }} }}",
            $"{{ name: shown, idp: ci, explain: caller, match: {{ a: \"2\", b: \"1\" }}, keys: {{ {Deploy} }} }}"));

        string?[] Names(string key, ExplanationReader reader) => [.. policy.Explain(Caller("me"), Now, key, reader).Identities.Select(identity => identity.Name)];
        Assert.Equal(["shown"], Names(Key, ExplanationReader.Caller));
        Assert.Empty(Names("AWS_READ", ExplanationReader.Caller));
        Assert.Equal(["hidden", "shown"], Names(Key, ExplanationReader.Operator));
        Assert.Equal(["hidden"], Names("AWS_READ", ExplanationReader.Operator));
    }

    [Fact]
    public void A_client_IdP_says_it_for_its_own_identities_and_no_others()
    {
        const string Two = "  - {name: other, issuer: https://other.example.test, audience: voidkey}\naccessProviders:\n";
        var yaml = Yaml.With("algorithms: [RS256, ES256]", "requiredClaims: [ { org: acme }, { org: labs } ]\n    explain: caller").Replace("accessProviders:\n", Two, StringComparison.Ordinal)
            .Replace("default: ci", $"  - {{ idp: ci, match: {{ a: \"1\" }}, keys: {{ {Deploy} }} }}\n  - {{ idp: other, match: {{ a: \"1\" }}, keys: {{ {Deploy} }} }}\ndefault: ci", StringComparison.Ordinal);
        var identities = ConfigFolder.LoadOnce(yaml).Snapshot!.Identities;

        Assert.Equal([true, true, false], identities.Select(identity => identity.IsExplainedToCallers));
        var policy = new GrantPolicy(identities);
        Assert.Equal(2, policy.Explain(Caller("me"), Now, Key, ExplanationReader.Caller).Identities.Count);
        Assert.Empty(policy.Explain(Caller("me") with { Idp = "other" }, Now, Key, ExplanationReader.Caller).Identities);
    }

    [Theory]
    [InlineData("explain: §caller", ConfigCodes.Unsafe), InlineData("explain: §\"${WHO}\"", ConfigCodes.Unsafe)]
    [InlineData("requiredClaims: §{}\n    explain: caller", ConfigCodes.InvalidValue), InlineData("requiredClaims:§\n    explain: caller", ConfigCodes.InvalidValue)]
    [InlineData("requiredClaims: { a: b }\n    explain: §everybody", ConfigCodes.InvalidValue), InlineData("requiredClaims: { a: b }\n    explain: §true", ConfigCodes.InvalidValue)]
    public void A_client_IdP_does_not_say_it_to_whoever_it_vouches_for(string settings, string code)
    {
        var (text, line, column) = Yaml.Marked(Yaml.With("algorithms: [RS256, ES256]", settings));
        var problem = Assert.Single(ConfigFolder.LoadOnce(text, ("WHO", "caller")).Problems);
        Assert.Equal((code, line, column, false), (problem.Code, problem.Position.Line, problem.Position.Column, problem.IsWarning));
        Assert.Equal(code == ConfigCodes.Unsafe, problem.Message.Contains("'requiredClaims'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_caller_of_another_provider_sees_none_of_these_rules()
    {
        var policy = new GrantPolicy(Identities($"{{ idp: ci, explain: caller, match: {{ a: \"1\" }}, keys: {{ {Deploy} }} }}"));

        Assert.Single(policy.Explain(Caller("me"), Now, Key, ExplanationReader.Caller).Identities);
        foreach (var reader in Enum.GetValues<ExplanationReader>()) Assert.Empty(policy.Explain(Caller("me") with { Idp = "other" }, Now, Key, reader).Identities);
    }

    [Fact]
    public void A_key_that_two_identities_define_otherwise_is_refused_though_both_match()
    {
        var policy = new GrantPolicy(Identities($"{{ idp: ci, subject: me, keys: {{ {Deploy} }} }}", $"{{ idp: ci, match: {{ a: \"1\" }}, keys: {{ {Other}, {Read} }} }}"));

        var explained = policy.Explain(Caller("me", ("a", "1")), Now, Key, ExplanationReader.Operator);
        Assert.Equal(BrokerErrorCode.AmbiguousGrant, explained.Refusal?.Code);
        Assert.All(explained.Identities, identity => Assert.True(identity.Holds));
        Assert.Equal(["AWS_READ"], explained.Keys);
    }

    [Theory]
    [InlineData("\u001b[2J\r\nx", "\\u001b[2J\\u000d\\u000ax")]
    [InlineData("a\u202eb\u2028c", "a\\u202eb\\u2028c")]
    [InlineData("", "\"\"")]
    [InlineData("true", "\"true\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData(" a", "\" a\"")]
    [InlineData("[\"ops\"]", "\"[\\u0022ops\\u0022]\"")]
    [InlineData("straße/日本", "straße/日本")]
    public void A_value_is_shown_on_one_line_and_in_quotes_where_it_would_read_as_something_else(string value, string shown) =>
        Assert.Equal(shown, Trace(Caller("me", ("a", value)), "match: { a: x }").Conditions[0].Got);

    [Fact]
    public void However_much_there_is_little_is_told()
    {
        var wide = string.Join(", ", Enumerable.Range(0, 12).Select(i => $"c{i}: [{string.Join(", ", Enumerable.Range(0, 40).Select(n => $"value-{n}"))}]"));
        var many = Enumerable.Range(0, 40).Select(i => $"{{ idp: ci, explain: caller, match: {{ n: {i}, {wide} }}, keys: {{ {Deploy} }} }}");
        var policy = new GrantPolicy(Identities([.. many]));
        var caller = Caller("me", [.. Enumerable.Range(0, 12).Select(i => ($"c{i}", (object?)new string(i % 2 == 0 ? '\u202e' : 'x', 300))), (new string('\u0001', 500), "x")]);
        foreach (var reader in Enum.GetValues<ExplanationReader>())
        {
            var explained = policy.Explain(caller, Now, Key, reader);
            Assert.Equal(5, explained.Identities.Count);
            Assert.All(explained.Identities, identity => Assert.Equal((13, 10), (identity.Failing, identity.Conditions.Count)));
            Assert.All(explained.Identities.SelectMany(identity => identity.Conditions).SelectMany(condition => new[] { condition.Claim, condition.Wanted, condition.Got ?? "" }), Fits);
            Assert.All(explained.Claims, claim => Fits(claim.Key + claim.Value[..^1]));
        }

        static void Fits(string text) => Assert.True(text.Length <= 2 * ShownText.MaxLength + 1 && text.All(c => c is >= ' ' and <= '~' or '…'), text);
    }

    [Fact]
    public void What_is_cut_is_cut_between_characters_and_says_so()
    {
        Assert.Equal(new string('a', 200), ShownText.Shown(new string('a', 200)));
        Assert.Equal(new string('a', 200) + "…", ShownText.Shown(new string('a', 201)));
        Assert.Equal(new string('a', 199) + "…", ShownText.Shown(new string('a', 199) + "😀"));
        Assert.Equal(201, ShownText.Shown(new string('\u0001', 100)).Length);
        Gen.Char.Array[0, 500].Select(chars => new string(chars)).Sample(
            text => Assert.True(ShownText.Shown(text) is { Length: <= 201 } shown && !shown.Any(char.IsControl) && shown.EnumerateRunes().All(rune => rune.Value != 0xfffd || shown.Contains('\ufffd'))), iter: 2_000);
    }

    [Fact]
    public void Among_many_identities_those_are_near_that_share_a_claim_with_the_caller()
    {
        var many = Enumerable.Range(0, 500).Select(i => $"{{ idp: ci, match: {{ repository_id: \"{i}\", ref: refs/heads/main }}, keys: {{ {Deploy} }} }}");
        var policy = new GrantPolicy(Identities([.. many]));

        var explained = policy.Explain(Caller("me", ("repository_id", "417"), ("ref", "refs/heads/x")), Now, Key, ExplanationReader.Operator);
        Assert.Equal(("clientIdentities[417]", 1), (explained.Identities[0].Path, explained.Identities[0].Failing));
    }

    [Fact]
    public void As_many_identities_are_looked_at_for_a_key_whoever_has_it()
    {
        string Keys(int i) => i switch { 0 => $"ONE_HAS: {Deploy[12..]}, {Deploy}", < 60 => Deploy, _ => Read };
        var index = new IdentityIndex(Identities([.. Enumerable.Range(0, 100).Select(i => $"{{ idp: ci, match: {{ id: \"{i % 50}\", ref: x{i / 50} }}, keys: {{ {Keys(i)} }} }}")]));
        foreach (var key in new[] { Key, "AWS_READ", "ONE_HAS", "NOBODY_HAS" })
            foreach (var caller in new[] { Caller("me"), Caller("me", ("id", "0")), Caller("me", ("id", "49")) }) Assert.Equal(32, index.Near(caller, key, 32).Count());

        Assert.Contains(index.Near(Caller("me"), "ONE_HAS", 32), identity => identity.Find("ONE_HAS") is not null);
        Assert.Equal(32, index.Near(Caller("me"), "AWS_READ", 32).Count(identity => identity.Find("AWS_READ") is not null));
    }

    [Fact]
    public void What_a_substitution_stands_for_is_not_told()
    {
        (string, string)[] environment = [("ME", "canary-substituted"), ("REF", "canary-substituted")];
        var policy = new GrantPolicy(Identities(environment, $"{{ idp: ci, explain: caller, subject: \"${{ME}}\", match: {{ ref: [\"${{REF}}\", x] }}, keys: {{ {Deploy} }} }}"));

        Assert.Null(policy.Explain(Caller("canary-substituted", ("ref", "canary-substituted")), Now, Key, ExplanationReader.Caller).Refusal);
        foreach (var reader in Enum.GetValues<ExplanationReader>())
        {
            var explained = policy.Explain(Caller("me", ("ref", "y")), Now, Key, reader);
            Assert.Equal(["- sub: ${ME} | me", "- ref: [${REF}, x] | y"], explained.Identities[0].Conditions.Select(Written));
        }
    }

    [Fact]
    public void The_claims_of_the_token_are_told_by_name()
    {
        var claims = new GrantPolicy(Identities($"{{ idp: ci, subject: me, keys: {{ {Deploy} }} }}")).Explain(Caller("you", ("ref", "x"), ("n", 1), ("l", new[] { "a" })), Now, Key, ExplanationReader.Caller).Claims;
        Assert.Equal("l=[\"a\"] n=1 ref=x sub=you", string.Join(' ', claims.Select(claim => $"{claim.Key}={claim.Value}").Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("explain: §everybody"), InlineData("explain: §true"), InlineData("explain: §[caller]"), InlineData("explain: §~"), InlineData("explain: §Caller")]
    public void Who_may_see_a_rule_is_caller_or_not_said(string setting)
    {
        var (text, line, column) = Yaml.Marked(Yaml.With("    idp: ci\n", $"    idp: ci\n    {setting}\n"));
        var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems);
        Assert.Equal((line, column), (problem.Position.Line, problem.Position.Column));
    }

    private static IdentityTrace Trace(Principal caller, string identity) =>
        Assert.Single(new GrantPolicy(Identities($"{{ idp: ci, {identity}, keys: {{ {Deploy} }} }}")).Explain(caller, Now, Key, ExplanationReader.Operator).Identities);

    private static string Written(ConditionTrace condition) => $"{(condition.Holds ? '+' : '-')} {condition.Claim}: {condition.Wanted} | {condition.Got}";
}
