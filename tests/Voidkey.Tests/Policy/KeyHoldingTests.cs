using CsCheck;
using Voidkey.Policy;
using Xunit;

namespace Voidkey.Tests.Policy;

/// <summary>Who is told to have a key, and who is granted it.</summary>
public sealed class KeyHoldingTests
{
    private static readonly string[] Values = ["a", "b", "c"];
    private static readonly string[] Keys = [PolicyFile.Deploy, PolicyFile.Read, PolicyFile.Other];
    private static readonly string[] Names = ["AWS_DEPLOY", "AWS_READ", "NOBODYS"];

    private static Gen<string> Any(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static readonly Gen<string> Condition = Gen.Select(Any("team", "ref", "env"), Any("a", "b", "[a, b]", "{ not: a }", "{ exists: true }", "'a*'"), static (claim, wanted) => $"{claim}: {wanted}");

    private static readonly Gen<string> Map = Condition.Array[1, 3].Select(static conditions => $"{{ {string.Join(", ", conditions.DistinctBy(static one => one[..one.IndexOf(':', StringComparison.Ordinal)]).Order(StringComparer.Ordinal))} }}");

    // In one order, and each once: two identities for just the same callers are a problem of the configuration.
    private static readonly Gen<string> Match = Map.Array[1, 3].Select(static maps => maps.Distinct().Order(StringComparer.Ordinal).ToArray()).Select(static maps => maps.Length == 1 ? maps[0] : $"[{string.Join(", ", maps)}]");

    private static readonly Gen<string> Identity = Gen.Select(Gen.OneOf(Any(Values).Select(static subject => $"subject: {subject}"), Match.Select(static match => $"match: {match}")), Gen.Int[0, Keys.Length - 1],
        static (whom, key) => $"{{ idp: ci, {whom}, keys: {{ {Keys[key]} }} }}");

    private static readonly Gen<(string Subject, (string, object?)[] Claims)> Caller = Gen.Select(Any(Values), Any("a", "b", "ab", ""), Any("a", "b", ""), Any("a", ""),
        static (subject, team, branch, env) => (subject, new (string, object?)[] { ("team", team), ("ref", branch), ("env", env) }.Where(static claim => claim.Item2 is not "").ToArray()));

    /// <summary>Whoever is granted a key meets the alternative of an identity that is listed with it; whoever meets none of those listed is refused.</summary>
    [Fact]
    public void Whoever_is_granted_a_key_is_listed_and_whoever_matches_nothing_listed_is_refused() => Gen.Select(Identity.Array[1, 6], Caller.Array[8]).Sample((identities, callers) =>
    {
        var rules = PolicyFile.Identities([.. identities.Distinct().DistinctBy(static text => text[..text.IndexOf("keys:", StringComparison.Ordinal)])]);
        var (policy, holding) = (new GrantPolicy(rules), new KeyHolding(rules));
        foreach (var (subject, claims) in callers)
        {
            var caller = PolicyFile.Caller(subject, claims);
            foreach (var name in Names)
            {
                var listed = holding.Find(name, 0).Holders;
                var matching = listed.Where(holder => rules.Single(rule => rule.Path == holder.Identity).Holds(caller, PolicyFile.Now)).ToArray();
                var isGranted = policy.Authorize(caller, PolicyFile.Now, [name], null).TryGet(out var grants, out var error);
                if (isGranted) Assert.Contains(matching, holder => holder.Identity == grants![0].Identity.Path && holder.Target == grants[0].Rule.Key.Target);
                else Assert.True(matching.Length == 0 || (error!.Code == BrokerErrorCode.AmbiguousGrant && matching.All(static holder => !holder.IsAlone)), error!.ToString());
            }
        }
    }, iter: 300);

    [Fact]
    public void However_many_there_are_an_answer_stays_small_and_the_rest_can_be_asked_for()
    {
        var rules = PolicyFile.Identities([.. Enumerable.Range(0, 2000).Select(static i => $"{{ idp: ci, subject: s{i}, match: {{ team: {new string('x', 300)} }}, keys: {{ {PolicyFile.Deploy} }} }}")]);
        var holding = new KeyHolding(rules);
        var seen = new List<string>();
        for (int? from = 0; from is { } start;)
        {
            var part = holding.Find("AWS_DEPLOY", start);
            Assert.InRange(part.Holders.Count, 1, 1000);
            Assert.All(part.Holders, static holder => Assert.InRange(holder.Alternatives[0][1].Wanted.Length, 1, 201));
            seen.AddRange(part.Holders.Select(static holder => holder.Identity));
            from = part.Next;
        }

        Assert.Equal(rules.Select(static rule => rule.Path), seen);
        Assert.Equal(2000, seen.Count);
    }

    [Fact]
    public void Of_very_many_alternatives_and_conditions_the_first_are_told_and_that_there_are_more()
    {
        var maps = string.Join(", ", Enumerable.Range(0, 12).Select(static i => $"{{ team: t{i} }}"));
        var conditions = string.Join(", ", Enumerable.Range(0, 12).Select(static i => $"c{i}: x"));
        var rules = PolicyFile.Identities($"{{ idp: ci, match: [{maps}], keys: {{ {PolicyFile.Deploy} }} }}", $"{{ idp: ci, match: {{ {conditions} }}, keys: {{ {PolicyFile.Read} }} }}");
        var holders = new KeyHolding(rules).Find(null, 0).Holders;
        Assert.Equal([(10, 1, true), (1, 10, true)], holders.Select(static holder => (holder.Alternatives.Count, holder.Alternatives[0].Count, holder.HasMore)));
    }

    [Fact]
    public void What_a_substitution_stands_for_is_not_told()
    {
        var rules = PolicyFile.Identities([("TEAM", "canary-substituted-5fa")], $"{{ idp: ci, match: {{ team: \"${{TEAM}}\" }}, keys: {{ {PolicyFile.Deploy} }} }}");
        Assert.Equal("${TEAM}", new KeyHolding(rules).Find(null, 0).Holders[0].Alternatives[0][0].Wanted);
    }
}
