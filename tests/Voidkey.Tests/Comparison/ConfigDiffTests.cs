using Voidkey.Comparison;
using Voidkey.Testing;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Comparison;

/// <summary>What a change of the configuration is told as.</summary>
public sealed class ConfigDiffTests
{
    private const string Deploy = "repo:example-org/app:ref:refs/heads/main";

    /// <summary>Edits, and the one change that each is.</summary>
    public static TheoryData<string, string, string> Edits { get; } = new()
    {
        // Client IdPs
        { "audience: voidkey", "audience: [voidkey, other]", "Wider Changed client IdP ci: audience: voidkey → voidkey, other" },
        { "audience: voidkey", "audience: [other]", "Other Changed client IdP ci: audience: voidkey → other" },
        { "audience: voidkey", "validateAudience: false", "Wider Changed client IdP ci: audience: voidkey → anything" },
        { "algorithms: [RS256, ES256]", "algorithms: [RS256]", "Narrower Changed client IdP ci: algorithms: RS256, ES256 → RS256" },
        { "algorithms: [RS256, ES256]", "algorithms: [RS256, ES256, PS256]", "Wider Changed client IdP ci: algorithms: RS256, ES256 → RS256, ES256, PS256" },
        { "algorithms: [RS256, ES256]", "algorithms: [RS256, ES256]\n    tokenTypes: [jwt]", "Narrower Changed client IdP ci: tokenTypes: JWT, at+jwt → jwt" },
        { "algorithms: [RS256, ES256]", "algorithms: [RS256, ES256]\n    clockSkew: 60s", "Wider Changed client IdP ci: clockSkew: 30s → 1m" },
        { "algorithms: [RS256, ES256]", "algorithms: [RS256, ES256]\n    maxTokenAge: 1h", "Narrower Changed client IdP ci: maxTokenAge: 24h → 1h" },
        { "issuer: https://ci.example.test", "issuer: https://ci2.example.test", "Other Changed client IdP ci: issuer: https://ci.example.test → https://ci2.example.test" },
        { "jwksUri: https://ci.example.test/jwks", "jwksUri: https://ci.example.test/keys", "Other Changed client IdP ci: jwksUri: https://ci.example.test/jwks → https://ci.example.test/keys" },
        { "algorithms: [RS256, ES256]", "algorithms: [RS256, ES256]\n    jwksCache: { staleFor: 2h }", "Other Changed client IdP ci: jwksCache: - → {staleFor: 2h}" },
        { "algorithms: [RS256, ES256]", "algorithms: [RS256, ES256]\n    requiredClaims: { org: \"7\" }", "Narrower Changed client IdP ci: requiredClaims: - → {org: \"7\"}" },
        { "accessProviders:", "  - { name: two, issuer: https://two.example.test, audience: voidkey }\naccessProviders:", "Wider Added client IdP two: - → https://two.example.test" },

        // Whom an identity is for
        { "ref: [refs/heads/main, \"refs/tags/v*\"]", "ref: [refs/heads/main, \"refs/tags/v*\", refs/heads/next]", "Wider Changed identity deployers of ci: match.ref: [refs/heads/main, refs/tags/v*] → [refs/heads/main, refs/tags/v*, refs/heads/next]" },
        { "ref: [refs/heads/main, \"refs/tags/v*\"]", "ref: refs/heads/main", "Narrower Changed identity deployers of ci: match.ref: [refs/heads/main, refs/tags/v*] → refs/heads/main" },
        { "ref: [refs/heads/main, \"refs/tags/v*\"]", "ref: refs/heads/*", "Other Changed identity deployers of ci: match.ref: [refs/heads/main, refs/tags/v*] → refs/heads/*" },
        { "ref: [refs/heads/main, \"refs/tags/v*\"]", "ref: { exists: true }", "Wider Changed identity deployers of ci: match.ref: [refs/heads/main, refs/tags/v*] → {exists: true}" },
        { "{ repository_id: \"7\", ref: [", "{ ref: [", "Wider Changed identity deployers of ci: match.repository_id: \"7\" → -" },
        { "{ repository_id: \"7\", ref: [", "{ repository_id: \"7\", environment: production, ref: [", "Narrower Changed identity deployers of ci: match.environment: - → production" },
        { "{ repository_id: \"7\", ref: [", "{ repository_id: 7, ref: [", "Other Changed identity deployers of ci: match.repository_id: \"7\" → 7" },
        { "    idp: ci\n    match: {", "    idp: ci\n    subject: me\n    match: {", "Narrower Changed identity deployers of ci: subject: - → me" },
        { "validFrom: 2026-01-01T00:00:00Z, ", "", "Wider Changed identity deployers of ci: constraints.validFrom: 2026-01-01T00:00:00Z → -" },
        { "validFrom: 2026-01-01T00:00:00Z, ", "validFrom: 2026-02-01T00:00:00Z, ", "Narrower Changed identity deployers of ci: constraints.validFrom: 2026-01-01T00:00:00Z → 2026-02-01T00:00:00Z" },
        { "validFrom: 2026-01-01T00:00:00Z, ", "validFrom: 2026-01-01T00:00:00Z, validUntil: 2027-01-01T00:00:00Z, ", "Narrower Changed identity deployers of ci: constraints.validUntil: - → 2027-01-01T00:00:00Z" },
        { "sourceIps: [10.0.0.0/16]", "sourceIps: [10.0.0.0/8]", "Wider Changed identity deployers of ci: constraints.sourceIps: [10.0.0.0/16] → [10.0.0.0/8]" },
        { "sourceIps: [10.0.0.0/16]", "sourceIps: [10.0.1.0/24, 10.0.2.0/24]", "Narrower Changed identity deployers of ci: constraints.sourceIps: [10.0.0.0/16] → [10.0.1.0/24, 10.0.2.0/24]" },
        { "sourceIps: [10.0.0.0/16]", "sourceIps: [10.0.0.0/24, 192.0.2.0/24]", "Other Changed identity deployers of ci: constraints.sourceIps: [10.0.0.0/16] → [10.0.0.0/24, 192.0.2.0/24]" },
        { "- name: deployers", "- name: deployers\n    explain: caller", "Other Changed identity deployers of ci: explain: - → caller" },
        { "- name: deployers", "- name: builders", "Other Changed identity builders of ci: name: deployers → builders" },

        // Who runs the broker
        { "default: ci", "default: ci\noperators: [ { name: admins, idp: ci, match: { team: ops } } ]", "Wider Added operator admins of ci: - → match: {team: ops}" },

        // What a key is
        { "duration: 900", "duration: 30m", "Wider Changed key AWS_DEPLOY of subject: repo:example-org/app:ref:refs/heads/main: lifetime unless asked: 15m → 30m; Wider Changed key AWS_DEPLOY of subject: repo:example-org/app:ref:refs/heads/main: longest lifetime: 15m → 30m" },
        { "duration: 900", "duration: 15m\n        maxDuration: 1h", "Wider Changed key AWS_DEPLOY of subject: repo:example-org/app:ref:refs/heads/main: longest lifetime: 15m → 1h" },
        { "role/Build", "role/Other", "Other Changed key AWS_BUILD of deployers: roleArn: arn:aws:iam::123456789012:role/Build → arn:aws:iam::123456789012:role/Other" },
        { "[ \"s3:GetObject\" ]", "[ \"s3:GetObject\", \"s3:PutObject\" ]", "Other Changed key AWS_BUILD of deployers: policy.Statement[0].Action: [s3:GetObject] → [s3:GetObject, s3:PutObject]" },
        { "Version: \"2012-10-17\", ", "Version: \"2008-10-17\", ", "Other Changed key AWS_BUILD of deployers: policy.Version: 2012-10-17 → 2008-10-17" },
        { "        outputs: { AWS_ACCESS_KEY_ID: AccessKeyId, NOTE", "        description: builds\n        outputs: { AWS_ACCESS_KEY_ID: AccessKeyId, NOTE", "Other Changed key AWS_BUILD of deployers: description: - → builds" },
        { "value: canary-literal-77aa01", "value: another", "Other Changed key AWS_BUILD of deployers: outputs.NOTE: a literal → another literal" },
        { "NOTE: { value: canary-literal-77aa01 }", "NOTE: SecretAccessKey", "Other Changed key AWS_BUILD of deployers: outputs.NOTE: a literal → SecretAccessKey" },
        { "NOTE: { value: canary-literal-77aa01 }, ", "", "Other Changed key AWS_BUILD of deployers: outputs.NOTE: a literal → -" },
        { "x-${field:Expiration}", "y-${field:Expiration}", "Other Changed key AWS_BUILD of deployers: outputs.REGION: x-${field:Expiration} → y-${field:Expiration}" },

        // What keys stand on
        { "region: eu-central-1", "region: eu-west-1", "Other Changed access provider aws-prod: region: eu-central-1 → eu-west-1" },
        { "defaultDuration: 1800", "defaultDuration: 3600", "Wider Changed key AWS_BUILD of deployers: lifetime unless asked: 30m → 1h; Wider Changed key AWS_BUILD of deployers: longest lifetime: 30m → 1h; Other Changed access provider aws-prod: defaultDuration: 1800 → 3600" },
        { "clientIdentities:", "  - { name: two, type: aws, region: eu-west-1 }\nclientIdentities:", "Other Added access provider two: - → aws" },
        { "audience: sts.example.test", "audience: sts2.example.test", "Other Changed broker IdP brokerIdp: audience: sts.example.test → sts2.example.test" },
        { "clientSecret: canary-config-5f1d0c7e9b", "clientSecret: another", "Other Changed broker IdP brokerIdp: clientSecret: (secret) → the same as shown, with something else behind it" },

        // What grants nothing, and yet a grant depends on
        { "default: ci", "default: ci\nreplayStore: { type: memory, maxTokens: 5000 }", "Other Changed replay store replayStore: type: - → memory; Other Changed replay store replayStore: maxTokens: - → 5000" },
        { "default: ci", "default: ci\nreplayStore: { type: redis, endpoint: \"redis.example.test:7000\", password: canary-config-5f1d0c7e9b, tls: true }", "Other Changed replay store replayStore: type: - → redis; Other Changed replay store replayStore: endpoint: - → redis.example.test:7000; Other Changed replay store replayStore: password: - → (secret); Other Changed replay store replayStore: tls: - → true" },
        { "default: ci", "default: ci\nlint: { ignore: [VK3002] }", "Other Changed lint lint: ignore: - → [VK3002]" },
        { "default: ci", "default: ci\nlint: { ignore: [VK3002, VK3010] }", "Other Changed lint lint: ignore: - → [VK3002, VK3010]" },
        { "algorithms: [RS256, ES256]", "algorithms: [RS256, ES256]\n    replay: once", "Other Changed client IdP ci: replay: - → once" },
        { "algorithms: [RS256, ES256]", "algorithms: [RS256, ES256]\n    requiredClaims: { org: \"7\" }\n    explain: caller", "Narrower Changed client IdP ci: requiredClaims: - → {org: \"7\"}; Other Changed client IdP ci: explain: - → caller" },

        // Tests
        { "name: main deploys", "name: main may deploy", "Other Added test main may deploy of ci: - → -; Other Removed test main deploys of ci: - → -" },
        { ", deny: [AWS_BUILD] }", " }", "Other Changed test main deploys of ci: deny: [AWS_BUILD] → -" },
    };

    public static TheoryData<string, string> SaidOtherwise { get; } = new()
    {
        { "audience: voidkey", "audience: [\"voidkey\"]" },
        { "audience: voidkey", "audience: voidkey\n    validateAudience: true" },
        { "algorithms: [RS256, ES256]", "algorithms: [ES256, RS256]" },
        { "algorithms: [RS256, ES256]", "algorithms: [RS256, ES256]\n    clockSkew: 30\n    maxTokenAge: 24h\n    tokenTypes: [at+jwt, JWT]" },
        { "duration: 900", "duration: 15m" },
        { "duration: 900", "duration: 900\n        maxDuration: 15m" },
        { "{ repository_id: \"7\", ref: [refs/heads/main, \"refs/tags/v*\"] }", "{ ref: [refs/heads/main, \"refs/tags/v*\"], repository_id: \"7\" }" },
        { "audience: voidkey", "audience: ${VOID:-voidkey}" },
        { "name: deployers", "name: \"deployers\" # us" },
        { "default: ci", "default: ci\nreplayStore: { type: memory }" },
        { "default: ci", "default: ci\noperators: []" },
        { "default: ci", "default: ci\nreplayStore: { type: memory, maxTokens: 1000000 }" },
    };

    [Theory, MemberData(nameof(Edits))]
    public void Is_told_as(string piece, string by, string told)
    {
        var changes = Two.Edited(piece, by);
        Assert.Equal(told.Split("; "), changes.Changes.Select(Two.Line));
        Assert.DoesNotContain(changes.Changes, change => Two.Line(change).Contains(Two.Canary, StringComparison.Ordinal) || Two.Line(change).Contains(Yaml.Canary, StringComparison.Ordinal));
    }

    /// <summary>Whatever is wider one way is narrower the other way.</summary>
    [Theory, MemberData(nameof(Edits))]
    public void And_back_is_the_opposite(string piece, string by, string told)
    {
        var there = Two.Edited(piece, by).Changes;
        var back = Two.Between(Two.Good.Replace(piece, by, StringComparison.Ordinal), Two.Good).Changes;

        Assert.Equal(there.Count, back.Count);
        Assert.Equal(there.Count(static change => change.Direction == ChangeDirection.Wider), back.Count(static change => change.Direction == ChangeDirection.Narrower));
        Assert.NotEmpty(told);
    }

    [Theory, MemberData(nameof(SaidOtherwise))]
    public void What_means_the_same_is_no_change(string piece, string by)
    {
        Assert.False(Two.Edited(piece, by).Any, string.Join('\n', Two.Edited(piece, by).Changes.Select(Two.Line)));
    }

    [Fact]
    public void The_order_of_identities_is_no_change()
    {
        var at = Two.Good.IndexOf($"  - subject: {Deploy}", StringComparison.Ordinal);
        var end = Two.Good.IndexOf("default: ci", StringComparison.Ordinal);
        var moved = Two.Good[..at] + Two.Good[end..];
        moved = moved.Replace("clientIdentities:\n", $"clientIdentities:\n{Two.Good[at..end]}", StringComparison.Ordinal);
        Assert.False(Two.Between(Two.Good, moved).Any);
    }

    [Fact]
    public void An_identity_that_comes_or_goes_is_told_with_its_keys()
    {
        var (with, without) = (Two.Good, Yaml.Good);
        string[] added =
        [
            "Wider Added identity deployers of ci: - → match: {repository_id: \"7\", ref: [refs/heads/main, refs/tags/v*]}, constraints: {validFrom: 2026-01-01T00:00:00Z, sourceIps: [10.0.0.0/16]}",
            "Wider Added key AWS_BUILD of deployers: - → provider: aws-prod, roleArn: arn:aws:iam::123456789012:role/Build, policy: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: [s3:GetObject], Resource: *}]}",
            "Other Added test main deploys of ci: - → -",
            "Other Added test tags build of ci: - → -",
        ];
        Assert.Equal(added, Two.Between(without, with).Changes.Select(Two.Line));
        Assert.Equal(4, Two.Between(with, without).Changes.Count(static change => change.Kind == ChangeKind.Removed));
    }

    [Fact]
    public void A_key_that_comes_or_goes_is_told()
    {
        var extra = Two.Good.Replace("      AWS_BUILD:", "      AWS_ADMIN: { provider: aws-prod, roleArn: \"arn:aws:iam::123456789012:role/Admin\", outputs: { X: { value: canary-literal-77aa01 } } }\n      AWS_BUILD:", StringComparison.Ordinal);
        Assert.Equal("Wider Added key AWS_ADMIN of deployers: - → provider: aws-prod, roleArn: arn:aws:iam::123456789012:role/Admin", Two.Line(Assert.Single(Two.Between(Two.Good, extra).Changes)));
        Assert.Equal("Narrower Removed key AWS_ADMIN of deployers: provider: aws-prod, roleArn: arn:aws:iam::123456789012:role/Admin → -", Two.Line(Assert.Single(Two.Between(extra, Two.Good).Changes)));
    }

    [Fact]
    public void Another_subject_is_another_identity_unless_it_has_a_name()
    {
        Assert.Equal(
            ["Wider Added identity subject: you of ci: - → subject: you", "Wider Added key AWS_DEPLOY of subject: you: - → provider: aws-prod, roleArn: arn:aws:iam::123456789012:role/Deploy, duration: 900",],
            Two.Edited($"- subject: {Deploy}", "- subject: you").Changes.Select(Two.Line).Take(2));
        var named = Two.Good.Replace($"- subject: {Deploy}", $"- name: me\n    subject: {Deploy}", StringComparison.Ordinal);
        Assert.Equal($"Other Changed identity me of ci: subject: {Deploy} → you", Two.Line(Two.Between(named, named.Replace($"    subject: {Deploy}", "    subject: you", StringComparison.Ordinal)).Changes[0]));
    }

    [Fact]
    public void Of_identities_of_one_name_the_changed_one_is_told()
    {
        const string Same = "clientIdentities:\n  - { name: deployers, idp: ci, subject: me, keys: { A: { provider: aws-prod, roleArn: \"arn:aws:iam::123456789012:role/A\" } } }\n";
        var two = Two.Good.Replace("clientIdentities:\n", Same, StringComparison.Ordinal);
        Assert.Equal("Other Changed key A of deployers: roleArn: arn:aws:iam::123456789012:role/A → arn:aws:iam::123456789012:role/B", Two.Line(Assert.Single(Two.Between(two, two.Replace("role/A\"", "role/B\"", StringComparison.Ordinal)).Changes)));
        Assert.Equal("Wider Changed identity deployers of ci: match.repository_id: \"7\" → -", Two.Line(Assert.Single(Two.Between(two, two.Replace("{ repository_id: \"7\", ref: [", "{ ref: [", StringComparison.Ordinal)).Changes)));
    }

    [Fact]
    public void What_is_asked_of_tokens_of_another_provider_is_neither_wider_nor_narrower()
    {
        var two = Two.Good.Replace("accessProviders:", "  - { name: other, issuer: https://other.example.test, audience: voidkey }\naccessProviders:", StringComparison.Ordinal);
        var moved = two.Replace("    idp: ci\n    match: { repository_id: \"7\", ref: [", "    idp: other\n    match: { ref: [", StringComparison.Ordinal);
        Assert.Equal(["Other Changed identity deployers of other: match.repository_id: \"7\" → -", "Other Changed identity deployers of other: idp: ci → other"], Two.Between(two, moved).Changes.Select(Two.Line));

        var issuer = Two.Good.Replace("issuer: https://ci.example.test", "issuer: https://ci2.example.test", StringComparison.Ordinal).Replace("audience: voidkey", "audience: [voidkey, other]", StringComparison.Ordinal);
        Assert.All(Two.Between(Two.Good, issuer).Changes, static change => Assert.Equal(ChangeDirection.Other, change.Direction));
    }

    [Fact]
    public void Tests_of_both_tell_whose_outcome_changes()
    {
        var changes = Two.Edited("refs/tags/v*\"]", "refs/tags/w*\"]");
        Assert.Equal(["tags build: AWS_BUILD denied"], changes.Decisions.Select(Two.Line));
        Assert.StartsWith("no identity matches", Assert.Single(changes.Decisions).Why, StringComparison.Ordinal);

        // A test that goes with what it tested still tells; so does a new one of what was so before.
        var gone = Two.Good.Replace("  - { name: tags build", "  - { name: other", StringComparison.Ordinal).Replace("repository_id: \"7\", ref: refs/tags/v1", "repository_id: \"8\", ref: refs/tags/v1", StringComparison.Ordinal)
            .Replace("{ repository_id: \"7\", ref: [", "{ repository_id: \"8\", ref: [", StringComparison.Ordinal);
        Assert.Equal(["other: AWS_BUILD allowed", "tags build: AWS_BUILD denied"], Two.Between(Two.Good, gone).Decisions.Select(Two.Line));
    }

    [Fact]
    public void A_substituted_text_is_compared_by_what_it_means_and_shown_as_it_is_written()
    {
        var old = Two.Good.Replace("region: eu-central-1", "region: ${REGION}", StringComparison.Ordinal);
        Assert.False(Two.Between(old, Two.Good, ("REGION", "eu-central-1")).Any);

        var told = Two.Between(old, Two.Good, ("REGION", "eu-west-1"));
        Assert.Equal("Other Changed access provider aws-prod: region: ${REGION} → eu-central-1", Two.Line(Assert.Single(told.Changes)));
    }

    [Fact]
    public void A_file_that_changes_behind_the_same_text_is_told()
    {
        using ConfigFolder old = new(), @new = new();
        var yaml = Two.Good.Replace("policy: { Version: \"2012-10-17\", Statement: [ { Effect: Allow, Action: [ \"s3:GetObject\" ], Resource: \"*\" } ] }", "policy: ${file:policy.json}", StringComparison.Ordinal);
        old.Write("policy.json", "{\"Statement\":[]}");
        @new.Write("policy.json", "{\"Statement\":[{}]}");
        var change = Assert.Single(ConfigDiff.Between(old.Written(yaml), @new.Written(yaml), The.Moment).Changes);

        Assert.Equal("Other Changed key AWS_BUILD of deployers: policy: ${file:policy.json} → the same as shown, with something else behind it", Two.Line(change));
    }

    [Fact]
    public void A_key_set_that_changes_in_its_file_is_told()
    {
        using ConfigFolder old = new(), @new = new();
        var yaml = Two.Good.Replace("jwksUri: https://ci.example.test/jwks", "jwksFile: keys.json", StringComparison.Ordinal);
        @new.Write("keys.json", File.ReadAllText(old.Write("keys.json", Keys("a"))));
        Assert.False(ConfigDiff.Between(old.Written(yaml), @new.Written(yaml), The.Moment).Any);

        @new.Write("keys.json", Keys("b"));
        var change = Assert.Single(ConfigDiff.Between(old.Written(yaml), @new.Written(yaml), The.Moment).Changes);
        Assert.Equal("Other Changed client IdP ci: jwksFile: keys.json → the same as shown, with something else behind it", Two.Line(change));

        static string Keys(string id) => $$"""{"keys":[{{SigningKey.Create("ES256", id).PublicJwk().ToJsonString()}}]}""";
    }

    [Fact]
    public void A_redis_is_compared_with_its_authorities_and_its_password_and_neither_is_shown()
    {
        using TestAuthority one = TestAuthority.Root(), other = TestAuthority.Root();
        using ConfigFolder old = new(), @new = new();
        var yaml = Two.Good + "replayStore: { type: redis, endpoint: redis.example.test, password: canary-config-5f1d0c7e9b, caFile: ca.pem }\n";
        old.Write("ca.pem", one.Pem);
        @new.Write("ca.pem", one.Pem);
        Assert.False(ConfigDiff.Between(old.Written(yaml), @new.Written(yaml.Replace("redis.example.test,", "\"redis.example.test:6379\", timeout: 1s,", StringComparison.Ordinal)), The.Moment).Any);

        @new.Write("ca.pem", other.Pem);
        Assert.Equal("Other Changed replay store replayStore: caFile: ca.pem → the same as shown, with something else behind it", Two.Line(Assert.Single(ConfigDiff.Between(old.Written(yaml), @new.Written(yaml), The.Moment).Changes)));
        var password = Assert.Single(Two.Between(With("canary-config-5f1d0c7e9b"), With("another-canary")).Changes);
        Assert.Equal("Other Changed replay store replayStore: password: (secret) → the same as shown, with something else behind it", Two.Line(password));

        static string With(string password) => $"{Two.Good}replayStore: {{ type: redis, endpoint: redis.example.test, password: {password} }}\n";
    }

    [Fact]
    public void The_order_of_ignored_findings_is_no_change() =>
        Assert.False(Two.Between($"{Two.Good}lint: {{ ignore: [VK3002, VK3010] }}\n", $"{Two.Good}lint: {{ ignore: [VK3010, VK3002] }}\n").Any);

    [Fact]
    public void A_secret_is_not_shown_however_deep_it_stands()
    {
        var shown = WrittenText.Shown(ConfigFolder.WrittenOnce(Two.Good).Text.Section, "brokerIdp");
        Assert.Contains("clientId: voidkey, clientSecret: (secret)}", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Yaml.Canary, shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_text_is_shown_around_the_first_difference()
    {
        var (a, b) = ($"{new string('a', 300)}x{new string('c', 300)}", $"{new string('a', 300)}y{new string('c', 300)}");
        var change = Assert.Single(Two.Between(With(a), With(b)).Changes);

        Assert.Contains('x', change.Before!);
        Assert.Contains('y', change.After!);
        Assert.InRange(change.Before!.Length, 100, 170);

        static string With(string text) => Two.Good.Replace("duration: 900", $"duration: 900\n        description: {text}", StringComparison.Ordinal);
    }
}
