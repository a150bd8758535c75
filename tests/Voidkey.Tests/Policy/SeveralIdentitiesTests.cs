using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using Voidkey.Configuration;
using Voidkey.Identity;
using Voidkey.Policy;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Policy;

/// <summary>Whom an identity is for beside its claims, and what happens when several match.</summary>
public sealed class SeveralIdentitiesTests
{
    private const string Deploy = "AWS_DEPLOY: { provider: aws-prod, roleArn: \"arn:aws:iam::123456789012:role/Deploy\" }";
    private const string Read = "AWS_READ: { provider: aws-prod, roleArn: \"arn:aws:iam::123456789012:role/Read\" }";
    private const string Other = "AWS_DEPLOY: { provider: aws-prod, roleArn: \"arn:aws:iam::123456789012:role/Other\" }";

    [Fact]
    public void Keys_of_all_identities_that_match_add_up()
    {
        var policy = Policy($"{{ idp: ci, subject: me, keys: {{ {Deploy} }} }}", $"{{ idp: ci, match: {{ team: ops }}, keys: {{ {Read} }} }}", $"{{ idp: ci, match: {{ team: dev }}, keys: {{ {Other} }} }}");

        Assert.Equal(["AWS_DEPLOY", "AWS_READ"], Granted(policy, Caller("me", "ops")));
        Assert.Equal(["AWS_DEPLOY"], Granted(policy, Caller("me", "none")));
        Assert.Equal(["AWS_READ"], Granted(policy, Caller("you", "ops")));
        Assert.Empty(Granted(policy, Caller("you", "none")));
    }

    [Fact]
    public void A_key_defined_alike_twice_is_one_key_and_otherwise_none()
    {
        var alike = Deploy.Replace("provider: aws-prod, ", "description: \"the same\", ", StringComparison.Ordinal).Replace(" }", ", provider: \"aws-prod\" }", StringComparison.Ordinal);
        var policy = Policy($"{{ idp: ci, subject: me, keys: {{ {Deploy} }} }}", $"{{ idp: ci, match: {{ team: ops }}, keys: {{ {alike} }} }}", $"{{ name: odd, idp: ci, match: {{ team: [dev, odd] }}, keys: {{ {Other}, {Read} }} }}");

        Assert.Equal(["AWS_DEPLOY"], Granted(policy, Caller("me", "ops")));
        Assert.Equal(["AWS_DEPLOY", "AWS_READ"], Granted(policy, Caller("you", "odd")));

        // Both match, and do not agree: that key is refused, by name and among all; the others stay.
        Assert.Equal(["AWS_READ"], policy.Find(Caller("me", "dev"), Now).TryGet(out var keys, out _) ? keys.Select(key => key.Name) : []);
        Assert.Equal(BrokerErrorCode.AmbiguousGrant, Refusal(policy, Caller("me", "dev"), "AWS_DEPLOY").Code);
        Assert.Equal(BrokerErrorCode.AmbiguousGrant, Refusal(policy, Caller("me", "dev")).Code);
        Assert.Contains("odd", Refusal(policy, Caller("me", "dev"), "AWS_DEPLOY").Cause, StringComparison.Ordinal);
        Assert.True(policy.Authorize(Caller("me", "dev"), Now, ["AWS_READ"], null).TryGet(out _, out _));
    }

    [Fact]
    public void Subject_and_match_must_both_hold()
    {
        var policy = Policy($"{{ idp: ci, subject: me, match: {{ team: ops }}, keys: {{ {Deploy} }} }}");

        Assert.Equal(["AWS_DEPLOY"], Granted(policy, Caller("me", "ops")));
        Assert.Empty(Granted(policy, Caller("me", "dev")));
        Assert.Empty(Granted(policy, Caller("you", "ops")));
        Assert.Empty(Granted(policy, Caller("me", "ops") with { Idp = "other" }));
    }

    [Theory]
    [InlineData("validFrom: 2026-01-15T12:00:00Z", 0, true), InlineData("validFrom: 2026-01-15T12:00:00Z", -1, false), InlineData("validUntil: 2026-01-15T12:00:00Z", -1, true), InlineData("validUntil: 2026-01-15T12:00:00Z", 0, false)]
    [InlineData("validFrom: 2026-01-15T13:00:00+01:00", 0, true), InlineData("validFrom: 2026-01-15T13:00:00+01:00", -1, false)]
    public void A_moment_bounds_to_the_second(string constraint, int seconds, bool holds)
    {
        var policy = Policy($"{{ idp: ci, subject: me, constraints: {{ {constraint} }}, keys: {{ {Deploy} }} }}");
        var at = new Circumstances(new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero).AddSeconds(seconds), null);
        Assert.Equal(holds, policy.Authorize(Caller("me", "ops"), at, null, null).TryGet(out _, out _));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true), InlineData("10.0.0.0/8", "11.0.0.1", false), InlineData("192.0.2.7", "192.0.2.7", true), InlineData("192.0.2.7", "192.0.2.8", false), InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true), InlineData("2001:db8::/32", "2001:db9::1", false), InlineData("10.0.0.0/8", "not an address", false), InlineData("10.0.0.0/8", null, false), InlineData("0.0.0.0/0", "::1", false)]
    public void A_caller_comes_from_a_network(string network, string? address, bool holds)
    {
        var policy = Policy($"{{ idp: ci, subject: me, constraints: {{ sourceIps: [\"{network}\"] }}, keys: {{ {Deploy} }} }}");
        Assert.Equal(holds, policy.Authorize(Caller("me", "ops"), Circumstances.Of(new RequestOrigin("r", address), The.Moment), null, null).TryGet(out _, out _));
    }

    [Theory]
    [InlineData("constraints: { validFrom: §2026-01-15 }"), InlineData("constraints: { validFrom: §2026-01-15T12:00:00 }"), InlineData("constraints: { validUntil: §tomorrow }"), InlineData("constraints: { sourceIps: [§10.0.0.1/8] }"), InlineData("constraints: { sourceIps: [§localhost] }")]
    [InlineData("constraints: { sourceIps: §[] }"), InlineData("constraints: { validFrom: 2026-01-02T00:00:00Z, validUntil: §2026-01-01T00:00:00Z }"), InlineData("constraints: { §from: x }"), InlineData("constraints: { sourceIps: [§\"10.1\"] }"), InlineData("constraints: §text")]
    public void A_constraint_that_cannot_be_is_refused_where_it_stands(string constraint)
    {
        var (text, line, column) = Yaml.Marked(Yaml.With("    idp: ci\n", $"    idp: ci\n    {constraint}\n"));
        var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems);
        Assert.Equal((line, column), (problem.Position.Line, problem.Position.Column));
    }

    [Fact]
    public void An_identity_for_nobody_in_particular_is_refused() =>
        Assert.Equal(ConfigCodes.Missing, Assert.Single(ConfigFolder.LoadOnce(Yaml.With("- subject: repo:example-org/app:ref:refs/heads/main", "- name: nobody")).Problems).Code);

    [Fact]
    public void The_same_callers_twice_are_refused_and_a_key_that_differs_is_warned_of()
    {
        Assert.Equal(ConfigCodes.Duplicate, Assert.Single(Load($"{{ idp: ci, match: {{ a: b, c: [d] }}, keys: {{ {Deploy} }} }}", $"{{ idp: ci, match: {{ c: [\"d\"], a: b }}, keys: {{ {Read} }} }}").Problems).Code);
        Assert.Equal(ConfigCodes.AmbiguousKey, Assert.Single(Load($"{{ idp: ci, subject: me, keys: {{ {Deploy} }} }}", $"{{ idp: ci, subject: me, constraints: {{ validFrom: 2026-01-01T00:00:00Z }}, keys: {{ {Other} }} }}").Problems).Code);
        Assert.Empty(Load($"{{ idp: ci, match: {{ a: \"1\" }}, keys: {{ {Deploy} }} }}", $"{{ idp: ci, match: {{ a: 1 }}, keys: {{ {Other} }} }}").Problems);
    }

    [Fact]
    public void The_index_finds_just_those_that_hold()
    {
        var texts = new[] { "a", "b", "c" };
        var conditions = new[] { "team: a", "team: [b, c]", "team: \"*\\u200b*\"", "area: a", "area: { not: a }", "area: { exists: false }", "/deep/er: c", "team: \"a*\"" };
        var rules = Enumerable.Range(0, conditions.Length * conditions.Length).Select(i => $"{{ name: \"{i}\", idp: ci, match: [ {{ {conditions[i % conditions.Length]} }}, {{ {conditions[i / conditions.Length]}, kind: a }} ], keys: {{ {Deploy} }} }}")
            .Concat(texts.Select(text => $"{{ idp: ci, subject: {text}, keys: {{ {Deploy} }} }}")).ToArray();
        var identities = Load(rules).Snapshot!.Identities;
        var index = new IdentityIndex(identities);
        var some = Gen.Int[0, 3].Select(i => i < texts.Length ? texts[i] : null);
        Gen.Select(some, some, some, some, some).Sample((subject, team, area, kind, deep) =>
        {
            var claims = new Dictionary<string, object?> { ["team"] = team, ["area"] = area, ["kind"] = kind, ["deep"] = new Dictionary<string, string?> { ["er"] = deep } };
            var caller = new Principal("ci", "i", subject ?? "x", The.Moment, The.Moment, JsonSerializer.SerializeToElement(claims));
            Assert.Equal(identities.Where(rule => rule.Holds(caller, Now)), index.Find(caller, Now));
        }, iter: 2_000);
    }

    private static Circumstances Now => new(The.Moment, IPAddress.Loopback);

    private static Principal Caller(string subject, string team) =>
        new("ci", "https://ci.example.test", subject, The.Moment, The.Moment.AddMinutes(5), JsonElement.Parse($$"""{"sub":"{{subject}}","team":"{{team}}"}"""));

    private static string[] Granted(GrantPolicy policy, Principal caller) =>
        policy.Authorize(caller, Now, null, null).TryGet(out var grants, out _) ? [.. grants.Select(grant => grant.Rule.Name)] : [];

    private static BrokerError Refusal(GrantPolicy policy, Principal caller, params string[] keys)
    {
        Assert.False(policy.Authorize(caller, Now, keys.Length == 0 ? null : keys, null).TryGet(out _, out var error));
        return error!;
    }

    private static GrantPolicy Policy(params string[] identities)
    {
        var loaded = Load(identities);
        Assert.DoesNotContain(loaded.Problems, problem => !problem.IsWarning);
        return new GrantPolicy(loaded.Snapshot!.Identities);
    }

    private static LoadedConfig Load(params string[] identities)
    {
        var head = Yaml.Good[..Yaml.Good.IndexOf("clientIdentities:", StringComparison.Ordinal)];
        var yaml = new StringBuilder(head).AppendLine("default: ci").AppendLine("clientIdentities:");
        foreach (var identity in identities) yaml.Append("  - ").AppendLine(identity);
        return ConfigFolder.LoadOnce(yaml.ToString());
    }
}
