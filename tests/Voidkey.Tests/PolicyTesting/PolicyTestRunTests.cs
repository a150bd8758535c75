using System.Text.Json.Nodes;
using CsCheck;
using Voidkey.PolicyTests;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.PolicyTesting;

/// <summary>What a test comes to, and that it is what the broker would decide.</summary>
public sealed class PolicyTestRunTests
{
    private const string Main = "{ sub: \"repo:example-org/app:ref:refs/heads/main\" }";
    private const string Identities =
        """
        clientIdentities:
          - { name: deployers, idp: ci, match: { repository_id: "7", ref: refs/heads/main }, keys: { AWS_DEPLOY: { provider: aws-prod, roleArn: "arn:aws:iam::123456789012:role/Deploy" } } }
          - { name: admins, idp: ci, match: { repository_id: "7", environment: production }, keys: { AWS_ADMIN: { provider: aws-prod, roleArn: "arn:aws:iam::123456789012:role/Admin" } } }
          - { name: office, idp: ci, subject: me, constraints: { sourceIps: [10.0.0.0/8], validFrom: 2026-01-01T00:00:00Z, validUntil: 2026-02-01T00:00:00Z }, keys: { AWS_OFFICE: { provider: aws-prod, roleArn: "arn:aws:iam::123456789012:role/Office" } } }
          - { idp: ci, subject: claimed, keys: { AWS_CLAIMED: { provider: aws-prod, roleArn: "arn:aws:iam::123456789012:role/Claimed", roleSessionName: "run-${claim:run_id}" } } }

        """;

    [Theory]
    [InlineData("{ sub: x, repository_id: \"7\", ref: refs/heads/main }", "allow: [AWS_DEPLOY], deny: [AWS_ADMIN]")]
    [InlineData("{ sub: x, repository_id: \"7\", ref: refs/heads/main, environment: production }", "allow: [AWS_DEPLOY, AWS_ADMIN]")]
    [InlineData("{ sub: x, repository_id: \"7\", ref: refs/heads/dev }", "deny: [AWS_DEPLOY, AWS_ADMIN]")]
    [InlineData("{ sub: x, repository_id: 7, ref: refs/heads/main }", "deny: [AWS_DEPLOY]")]
    [InlineData("{ sub: claimed, run_id: 12 }", "allow: [AWS_CLAIMED]")]
    [InlineData("{ sub: claimed }", "deny: [AWS_CLAIMED]")]
    [InlineData("{ sub: me }", "allow: [AWS_OFFICE], at: 2026-01-31T23:59:59Z, sourceIp: 10.1.2.3")]
    [InlineData("{ sub: me }", "allow: [AWS_OFFICE], at: 2026-01-31T23:59:59Z, sourceIp: \"::ffff:10.1.2.3\"")]
    [InlineData("{ sub: me }", "deny: [AWS_OFFICE], at: 2026-02-01T00:00:00Z, sourceIp: 10.1.2.3")]
    [InlineData("{ sub: me }", "deny: [AWS_OFFICE], at: 2025-12-31T23:59:59Z, sourceIp: 10.1.2.3")]
    [InlineData("{ sub: me }", "deny: [AWS_OFFICE], at: 2026-01-31T23:59:59Z, sourceIp: 192.0.2.1")]
    [InlineData("{ sub: me }", "deny: [AWS_OFFICE], at: 2026-01-31T23:59:59Z")]
    public void Comes_out_as_expected(string claims, string expected) => Assert.Empty(Run(claims, expected).Failures);

    /// <summary>What the token's checks refuse has no keys at all. The twin of each: what it says here it may say.</summary>
    [Theory]
    [InlineData("repository_id: \"7\", ref: refs/heads/main", "'sub' is missing")]
    [InlineData("sub: \"\", repository_id: \"7\", ref: refs/heads/main", "'sub' is missing")]
    [InlineData("sub: 7, repository_id: \"7\", ref: refs/heads/main", "'sub' is missing")]
    [InlineData("sub: x, aud: other, repository_id: \"7\", ref: refs/heads/main", "'aud' is none of ci's audiences")]
    [InlineData("sub: x, aud: [], repository_id: \"7\", ref: refs/heads/main", "'aud' is none of ci's audiences")]
    [InlineData("sub: x, aud: [other, voidkey], repository_id: \"7\", ref: refs/heads/main", null)]
    [InlineData("sub: x, iss: https://other.example.test, repository_id: \"7\", ref: refs/heads/main", "'iss' is not this issuer")]
    [InlineData("sub: x, iss: https://ci.example.test, repository_id: \"7\", ref: refs/heads/main", null)]
    [InlineData("sub: x, jti: 7, repository_id: \"7\", ref: refs/heads/main", "'jti' is not a text")]
    [InlineData("sub: x, iat: 1, exp: 2, nbf: 3, repository_id: \"7\", ref: refs/heads/main", null)]
    [InlineData("sub: x, iat: ~, exp: x, nbf: [], repository_id: \"7\", ref: refs/heads/main", null)]
    public void A_token_that_is_not_accepted_has_no_keys_but_its_times_are_no_part_of_a_test(string claims, string? refused)
    {
        var failures = Run($"{{ {claims} }}", "allow: [AWS_DEPLOY]").Failures;
        if (refused is null) Assert.Empty(failures);
        else Assert.StartsWith($"a token like this is not accepted: {refused}", Assert.Single(failures).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_provider_requires_of_every_token_is_part_of_a_test()
    {
        const string Key = "{ name: a, idp: ci, claims: { sub: \"repo:example-org/app:ref:refs/heads/main\", ";
        var yaml = Yaml.With("audience: voidkey", "audience: voidkey\n    requiredClaims: { org: \"7\" }");

        Assert.Empty(Assert.Single(RunAll($"{yaml}tests: [ {Key} org: \"7\" }}, allow: [AWS_DEPLOY] }} ]\n", null)).Failures);
        var failure = Assert.Single(Assert.Single(RunAll($"{yaml}tests: [ {Key} org: \"8\" }}, allow: [AWS_DEPLOY] }} ]\n", null)).Failures);
        Assert.StartsWith("a token like this is not accepted: 'requiredClaims' of ci do not hold", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_condition_sees_the_times_that_the_test_says_or_fresh_ones()
    {
        var identities = Identities.Replace("environment: production", "iat: 1", StringComparison.Ordinal);
        Assert.Empty(Run("{ sub: x, iat: 1, repository_id: \"7\" }", "allow: [AWS_ADMIN]", identities).Failures);
        Assert.Empty(Run("{ sub: x, iat: 2, repository_id: \"7\" }", "deny: [AWS_ADMIN]", identities).Failures);
        Assert.Empty(Run("{ sub: x, repository_id: \"7\" }", "deny: [AWS_ADMIN]", identities).Failures);
    }

    [Fact]
    public void A_denial_names_the_nearest_identity_and_what_it_wanted()
    {
        var failure = Assert.Single(Run("{ sub: x, repository_id: \"7\", ref: refs/heads/dev }", "allow: [AWS_DEPLOY]").Failures);

        Assert.Equal(("AWS_DEPLOY", false), (failure.Key, failure.IsAllowed));
        Assert.Matches(@"\Ano identity matches; the nearest is clientIdentities\[0\] 'deployers' \(\S+config\.yaml:[0-9]+:5\)\z", failure.Why);
        Assert.Equal([new FailingCondition("ref", "refs/heads/main", "refs/heads/dev")], failure.Failing);
    }

    [Fact]
    public void What_is_granted_names_who_grants_it()
    {
        var failure = Assert.Single(Run("{ sub: x, repository_id: \"7\", ref: refs/heads/main }", "deny: [AWS_DEPLOY]").Failures);

        Assert.Equal(("AWS_DEPLOY", true), (failure.Key, failure.IsAllowed));
        Assert.Matches(@"\Agranted by clientIdentities\[0\] 'deployers' \(\S+config\.yaml:[0-9]+:5\)\z", failure.Why);
        Assert.Empty(failure.Failing);
    }

    [Fact]
    public void Where_the_audience_is_waived_a_test_needs_none()
    {
        var yaml = Yaml.With("audience: voidkey", "validateAudience: false") + $"tests: [ {{ name: a, idp: ci, claims: {Main}, allow: [AWS_DEPLOY] }} ]\n";
        Assert.Empty(Assert.Single(RunAll(yaml, null)).Failures);
    }

    [Fact]
    public void The_filter_picks_by_name_in_whatever_case()
    {
        var yaml = Yaml.Good + $"tests: [ {{ name: Main deploys, idp: ci, claims: {Main}, allow: [AWS_DEPLOY] }}, {{ name: other, idp: ci, claims: {Main}, deny: [AWS_DEPLOY] }} ]\n";

        Assert.Equal(["Main deploys", "other"], RunAll(yaml, null).Select(static result => result.Name));
        Assert.Equal(["Main deploys"], RunAll(yaml, "DEPLOY").Select(static result => result.Name));
        Assert.Empty(RunAll(yaml, "nothing like it"));
    }

    [Fact]
    public void A_test_comes_out_as_a_mint_with_such_a_token_does()
    {
        string?[] subjects = [The.Subject, "me", ""];
        JsonNode?[] audiences = ["voidkey", "other", new JsonArray("other", "voidkey"), null];
        JsonNode?[] refs = ["refs/heads/main", "refs/heads/x/y", "refs/tags/v1", 7, null];
        JsonNode?[] ids = ["7", 7, 7.0, true, new JsonArray("7"), null];
        using var world = new MintingRun();
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 4], Gen.Int[0, 5]).Sample(
            (subject, audience, at, id) => world.AssertAgree(new JsonObject
            {
                ["sub"] = subjects[subject],
                ["aud"] = audiences[audience]?.DeepClone(),
                ["ref"] = refs[at]?.DeepClone(),
                ["id"] = ids[id]?.DeepClone(),
            }),
            iter: 400);
        Assert.InRange(world.Allowed, 10, 390);
    }

    private static PolicyTestResult Run(string claims, string expected, string identities = Identities) => Assert.Single(RunAll(
        $"{Yaml.Good[..Yaml.Good.IndexOf("clientIdentities:", StringComparison.Ordinal)]}{identities}tests: [ {{ name: a, idp: ci, claims: {claims}, {expected} }} ]\n", null));

    private static IReadOnlyList<PolicyTestResult> RunAll(string yaml, string? filter) => PolicyTestRun.Run(ConfigFolder.WrittenOnce(yaml), filter, The.Moment);
}
