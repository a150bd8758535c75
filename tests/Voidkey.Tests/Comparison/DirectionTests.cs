using System.Text.Json;
using CsCheck;
using Voidkey.Comparison;
using Voidkey.Configuration;
using Voidkey.Identity;
using Voidkey.Policy;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Comparison;

/// <summary>What is told as wider shuts nobody out, and what is told as narrower lets nobody in.</summary>
public sealed class DirectionTests
{
    private static readonly string[] Tests =
    [
        "a", "b", "[a, b]", "[b, a, c]", "\"a*\"", "[\"a*\", b]", "\"1\"", "1", "[1, a]", "true", "{ exists: true }", "{ exists: false }", "{ not: a }", "{ not: [a, b] }", "{ not: 1 }", "{ regex: \"a|b\" }", "{ contains: a }",
        "{ containsAny: [a, b] }", "{ containsAll: [a, b] }", "{ exists: true, not: a }",
    ];

    private static readonly string?[] Values = [null, "\"a\"", "\"b\"", "\"c\"", "\"ab\"", "\"1\"", "1", "true", "[]", "[\"a\"]", "[\"b\",\"a\"]", "{}", "\"\""];

    [Fact]
    public void A_direction_is_never_wrong()
    {
        JsonElement[] claims = [.. Values.SelectMany(static x => Values.Select(y => (x, y))).SelectMany(static pair => new[] { "me", "you" }.Select(subject => Claims(subject, pair.x, pair.y)))];
        var counts = new Dictionary<ChangeDirection, int>();
        var test = Gen.Int[0, Tests.Length - 1].Select(static i => Tests[i]);
        var way = Gen.Select(Gen.Int[0, 2], test, test).Select(static (which, x, y) => which switch { 0 => $"{{ x: {x} }}", 1 => $"{{ y: {y} }}", _ => $"{{ x: {x}, y: {y} }}" });
        var identity = Gen.Select(Gen.Int[0, 5], way, way).Select(static (which, one, two) => which switch
        {
            0 => $"subject: me, match: {one}",
            1 => $"match: [ {one}, {two} ]",
            2 => "subject: me",
            _ => $"match: {one}",
        });
        Gen.Select(identity, identity).Sample(
            (old, @new) =>
            {
                var (before, after) = (Identity(old), Identity(@new));
                foreach (var direction in RuleDiff.Of("match", before.Section, after.Section, subject: "subject").Select(static change => change.Direction).Distinct())
                {
                    counts[direction] = counts.GetValueOrDefault(direction) + 1;
                    foreach (var claim in claims)
                    {
                        bool was = before.Holds(claim), becomes = after.Holds(claim);
                        Assert.False(direction == ChangeDirection.Wider && was && !becomes, $"{old} → {@new} shuts out {claim}");
                        Assert.False(direction == ChangeDirection.Narrower && !was && becomes, $"{old} → {@new} lets in {claim}");
                    }
                }
            },
            iter: 400, threads: 1);
        Assert.All(Enum.GetValues<ChangeDirection>(), direction => Assert.True(counts.GetValueOrDefault(direction) > 5, $"{direction} {counts.GetValueOrDefault(direction)}"));
    }

    private static JsonElement Claims(string subject, string? x, string? y) =>
        JsonElement.Parse($"{{\"sub\":\"{subject}\"{(x is null ? "" : $",\"x\":{x}")}{(y is null ? "" : $",\"y\":{y}")}}}");

    private static (ConfigSection Section, Func<JsonElement, bool> Holds) Identity(string whom)
    {
        var config = ConfigFolder.WrittenOnce(Yaml.With("- subject: repo:example-org/app:ref:refs/heads/main\n    idp: ci\n", $"- idp: ci\n    {whom.Replace(", match:", "\n    match:", StringComparison.Ordinal)}\n"));
        var rule = config.Snapshot.Identities.Single();
        return (config.Text.ClientIdentities.Single().Section, claims => rule.Holds(
            new Principal("ci", The.Issuer, claims.GetProperty("sub").GetString()!, The.Moment, The.Moment, claims), new Circumstances(The.Moment, null)));
    }
}
