using System.Net;
using System.Text.Json;
using Voidkey.Identity;
using Voidkey.Policy;
using Voidkey.Tests.Support;
using Xunit;
using static Voidkey.Tests.Policy.PolicyFile;

namespace Voidkey.Tests.Policy;

/// <summary>What a decision says of itself, and the small print of what it goes by.</summary>
public sealed class PolicyTextTests
{
    [Fact]
    public void A_refusal_says_what_was_missing()
    {
        var policy = new GrantPolicy(Identities(
            $"{{ idp: ci, subject: me, keys: {{ {Deploy} }} }}", $"{{ name: odd, idp: ci, match: {{ team: dev }}, keys: {{ {PolicyFile.Other} }} }}", $"{{ idp: ci, match: {{ team: dev, x: y }}, keys: {{ {Read} }} }}"));

        Assert.Equal("no identity matches", Cause(policy, Caller("you"), "AWS_DEPLOY"));
        Assert.Equal("no identity matches", policy.Find(Caller("you"), Now).TryGet(out _, out var error) ? "" : error.Cause);
        Assert.Equal("no identity that matches has such a key", Cause(policy, Caller("me"), "AWS_READ"));
        Assert.Equal("several identities that match define this key, and not alike: me, odd", Cause(policy, Caller("me", ("team", "dev")), "AWS_DEPLOY"));
        Assert.Equal("The duration is below what the cloud allows: at least 900 seconds.", policy.Authorize(Caller("me"), Now, ["AWS_DEPLOY"], TimeSpan.FromSeconds(899)).TryGet(out _, out error) ? "" : error.Message);
    }

    [Theory]
    [InlineData("10.1.2.3", true), InlineData("::ffff:10.1.2.3", true), InlineData("192.0.2.1", true), InlineData("192.0.2.2", false), InlineData("::ffff:192.0.2.2", false), InlineData("2001:db8::1", false), InlineData(null, false)]
    public void One_of_several_networks_is_enough(string? address, bool holds)
    {
        var identity = Identities($"{{ idp: ci, subject: me, constraints: {{ sourceIps: [10.0.0.0/8, 192.0.2.1] }}, keys: {{ {Deploy} }} }}")[0];
        var at = Circumstances.At(The.Moment, address is null ? null : IPAddress.Parse(address));
        Assert.Equal(holds, identity.Holds(Caller("me"), at));
        Assert.Equal(at, Circumstances.Of(new RequestOrigin("r", address), The.Moment));

        var from = Assert.Single(identity.Constraints.Conditions());
        Assert.Equal(("constraints.sourceIps", "[10.0.0.0/8, 192.0.2.1/32]", address?.Replace("::ffff:", "", StringComparison.Ordinal)), (from.Name, from.Wanted, from.Got(Caller("me"), at)));
        Assert.Equal("10.0.0.0/8", new IdentityConstraints(null, null, [IPNetwork.Parse("10.0.0.0/8")]).Conditions().Single().Wanted);
    }

    [Fact]
    public void Moments_are_shown_as_they_are_compared()
    {
        var shown = new IdentityConstraints(The.Moment, The.Moment.AddDays(1), null).Conditions().Select(static condition => $"{condition.Name}: {condition.Wanted}, got {condition.Got(Caller("me"), Now)}");
        Assert.Equal(["constraints.validFrom: from 2026-01-15T12:00:00.000Z, got 2026-01-15T12:00:00.000Z", "constraints.validUntil: before 2026-01-16T12:00:00.000Z, got 2026-01-15T12:00:00.000Z"], shown);
    }

    /// <summary>An index finds who has one exact text; a pattern beside it must not be lost there.</summary>
    [Fact]
    public void A_list_of_texts_and_patterns_holds_of_each()
    {
        var policy = new GrantPolicy(Identities($"{{ idp: ci, match: {{ ref: [refs/heads/main, \"refs/tags/*\"] }}, keys: {{ {Deploy} }} }}"));
        foreach (var (text, holds) in new[] { ("refs/heads/main", true), ("refs/tags/v1", true), ("refs/heads/other", false) })
            Assert.Equal(holds, policy.Authorize(Caller("me", ("ref", text)), Now, ["AWS_DEPLOY"], null).TryGet(out _, out _));
    }

    [Theory]
    [InlineData("true", "\"true\""), InlineData("false", "\"false\""), InlineData("null", "\"null\""), InlineData("", "\"\""), InlineData("7", "\"7\""), InlineData("1e3", "\"1e3\""), InlineData(" a", "\" a\""), InlineData("a ", "\"a \""), InlineData("[a", "\"[a\""), InlineData("{", "\"{\"")]
    [InlineData("truer", "truer"), InlineData("a b", "a b"), InlineData("7a", "7a"), InlineData("refs/heads/main", "refs/heads/main")]
    public void A_text_that_reads_as_something_else_is_in_quotes(string claim, string shown) => Assert.Equal(shown, ShownText.Of(JsonSerializer.SerializeToElement(claim)));

    [Fact]
    public void Nothing_is_shown_at_length()
    {
        Assert.Equal(new string('a', 200), ShownText.Shown(new string('a', 200)));
        Assert.Equal(new string('a', 200) + "…", ShownText.Shown(new string('a', 201)));
        Assert.Equal(new string('a', 199) + "…", ShownText.Shown(new string('a', 199) + "😀b"));
        Assert.Equal(201, ShownText.Shown(new string('\n', 150)).Length);
    }

    [Fact]
    public void What_a_pattern_was_written_as_is_kept() => Assert.Equal(
        ["a", "7.50", "true", "false", "a*", "a.b"],
        new[] { ClaimPattern.Text("a"), ClaimPattern.Number(7.50m), ClaimPattern.Flag(true), ClaimPattern.Flag(false), ClaimPattern.Glob("a*"), ClaimPattern.Regular("a.b")! }.Select(static pattern => pattern.Written));

    /// <summary>A rule without conditions would hold of everybody, and a condition without tests of every value.</summary>
    [Fact]
    public void Nothing_asked_is_nothing_held()
    {
        var claims = Caller("me").Claims;
        Assert.False(new ClaimRule([]).Holds(claims));
        Assert.False(new ClaimCondition(ClaimPath.Parse("sub")!, [], "").Holds(claims));
        Assert.True(new ClaimRule([new ClaimCondition(ClaimPath.Parse("sub")!, [new ClaimTest.Exists(true)], "")]).Holds(claims));
    }

    [Fact]
    public void An_identity_without_a_name_is_called_so() => Assert.Equal(
        ["named", "me", "(no name)"],
        Identities($"{{ name: named, idp: ci, subject: x, keys: {{ {Deploy} }} }}", $"{{ idp: ci, subject: me, keys: {{ {Deploy} }} }}", $"{{ idp: ci, match: {{ a: b }}, keys: {{ {Deploy} }} }}").Select(static identity => identity.Label));

    private static string? Cause(GrantPolicy policy, Principal caller, string key) => policy.Authorize(caller, Now, [key], null).TryGet(out _, out var error) ? "" : error.Cause;
}
