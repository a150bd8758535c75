using System.Text.Json;
using CsCheck;
using Voidkey.Configuration;
using Voidkey.Identity;
using Voidkey.Policy;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Policy;

/// <summary>What <c>match</c> means, from the YAML on.</summary>
public sealed class ClaimMatchTests
{
    private const string Claims = """
        {
          "ref": "refs/heads/main", "id": "48151623", "number": 7, "fraction": 7.0, "flag": true, "nothing": null, "empty": "", "event": "push",
          "groups": ["dev", "ops", 3], "none": [], "lists": [["ops"]], "name": { "first": "a", "x/y": "slash", "~": "tilde" },
          "realm_access": { "roles": ["deployer"] }, "lines": "a\nb", "workflow": "example-org/app/.github/workflows/deploy.yml@refs/heads/main", "wide": "re\u0301f", "star": "a*b", "half": "\ud800"
        }
        """;

    /// <summary>Conditions that hold of the claims above.</summary>
    public static TheoryData<string> Holding { get; } =
    [
        "ref: refs/heads/main", "ref: [refs/heads/other, refs/heads/main]", "ref: refs/heads/*", "ref: \"refs/**\"", "ref: \"**main\"", "ref: \"*/*/*\"", "ref: \"refs/heads/main*\"", "ref: \"r**f**h**n\"",
        "id: \"48151623\"", "number: 7", "number: 7.0", "number: [1, 7]", "fraction: 7", "flag: true", "flag: [false, true]", "event: { not: [pull_request, pull_request_target] }", "event: { not: pull_* }", "number: { not: 8 }",
        "event: { not: [7, pull_request] }", "number: { not: [x, 8] }", "flag: { not: false }", "groups: { contains: ops }", "groups: { contains: 3 }", "groups: { contains: \"o*\" }", "groups: { containsAny: [x, ops] }", "groups: { containsAll: [dev, ops, 3] }", "ref: { exists: true }", "empty: { exists: true }",
        "absent: { exists: false }", "nothing: { exists: false }", "/realm_access/roles: { containsAny: [deployer, admin] }", "/name/first: a", "/name/x~1y: slash", "/name/~0: tilde", "/groups/1: ops", "/realm_access/roles/0: deployer",
        "ref: { regex: \"refs/(heads|tags)/.+\" }", "ref: { regex: \"x|refs/heads/main\" }", "workflow: { regex: \"example-org/[^/]+/\\\\.github/workflows/deploy\\\\.yml@refs/heads/main\" }", "lines: \"a**b\"", "star: { regex: \"a\\\\*b\" }", "star: \"a*b\"",
        "ref: { exists: true, not: refs/heads/other }", "ref: refs/heads/main, id: \"48151623\"", "groups: { containsAll: [ops], contains: dev }", "none: { exists: true }",
    ];

    /// <summary>Conditions that do not.</summary>
    public static TheoryData<string> Failing { get; } =
    [
        "ref: refs/heads/Main", "ref: refs/heads", "ref: \"refs/heads/main \"", "ref: [a, b]", "ref: refs/*", "ref: \"*\\u200b\"", "ref: \"heads/*\"", "ref: \"refs/heads/*x\"", "ref: \"*main\"", "id: 48151623", "number: \"7\"", "number: 8", "number: true", "flag: \"true\"",
        "flag: false", "flag: 1", "event: { not: [push, pull_request] }", "event: { not: p* }", "absent: x", "absent: { not: x }", "nothing: { not: x }", "nothing: { exists: true }", "groups: ops", "groups: { not: ops }", "groups: { contains: op }", "groups: { contains: \"3\" }",
        "groups: { containsAll: [dev, admin] }", "groups: { containsAny: [x, y] }", "none: { contains: ops }", "lists: { contains: ops }", "ref: { contains: refs }", "ref: { containsAny: [refs/heads/main] }", "number: { not: x }", "name: { exists: false }", "name: a", "ref: { exists: false }",
        "/name: { contains: first }", "/name/second: { not: x }", "/groups/01: ops", "/groups/9: ops", "/groups/-1: ops", "/ref/0: r", "/realm_access: { contains: roles }", "ref: { regex: \"refs/heads\" }", "ref: { regex: \"refs/heads/main|x\", not: refs/heads/main }", "ref: { regex: \"heads/main\" }",
        "lines: { regex: \"a\" }", "lines: { regex: a.b }", "lines: \"a*c\"", "wide: \"r\\u00e9f\"", "half: { not: x }", "half: \"*a\"", "ref: refs/heads/main, id: \"1\"", "empty: a*", "ref: { regex: \"(?i)REFS/heads\" }", "number: { regex: \"7\" }",
    ];

    /// <summary>What is no match, and where the problem lies.</summary>
    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "§{}", ConfigCodes.InvalidValue }, { "§[]", ConfigCodes.InvalidValue }, { "§text", ConfigCodes.InvalidValue }, { "[§{}]", ConfigCodes.InvalidValue }, { "[§text]", ConfigCodes.InvalidValue },
        { "{ref: §\"*\"}", ConfigCodes.Unsafe }, { "{ref: [main, §\"**\"]}", ConfigCodes.Unsafe }, { "{ref: §\"\"}", ConfigCodes.InvalidValue }, { "{ref: §[]}", ConfigCodes.InvalidValue }, { "{ref: §{}}", ConfigCodes.InvalidValue }, { "{ref: §~}", ConfigCodes.InvalidValue },
        { "{ref: {§like: x}}", ConfigCodes.UnknownMember }, { "{ref: {exists: §\"true\"}}", ConfigCodes.InvalidValue }, { "{ref: {exists: §1}}", ConfigCodes.InvalidValue }, { "{ref: {not: §[]}}", ConfigCodes.InvalidValue }, { "{ref: {not: §{a: b}}}", ConfigCodes.InvalidValue },
        { "{ref: {regex: §\"a(\"}}", ConfigCodes.InvalidValue }, { "{ref: {regex: §\"a)|(b\"}}", ConfigCodes.InvalidValue }, { "{ref: {regex: §\"(?=a)b\"}}", ConfigCodes.InvalidValue }, { "{ref: {regex: §\"(a)\\\\1\"}}", ConfigCodes.InvalidValue }, { "{ref: {regex: §[a]}}", ConfigCodes.InvalidValue },
        { "{ref: [§[a]]}", ConfigCodes.InvalidValue }, { "{§\"/a~2\": x}", ConfigCodes.InvalidValue }, { "{§\"\": x}", ConfigCodes.InvalidValue }, { "{ref: §0x1F}", ConfigCodes.InvalidValue }, { "{ref: §.inf}", ConfigCodes.InvalidValue }, { "{ref: §1e3}", ConfigCodes.InvalidValue },
        { "{ref: a, §ref: b}", ConfigCodes.Duplicate },
    };

    [Theory, MemberData(nameof(Holding))]
    public void Holds_of_the_claims(string condition) => Assert.True(Matches($"{{ {condition} }}"), condition);

    [Theory, MemberData(nameof(Failing))]
    public void Does_not_hold_of_the_claims(string condition)
    {
        Assert.False(Matches($"{{ {condition} }}"), condition);
        Assert.True(Matches($"[ {{ {condition} }}, {{ ref: refs/heads/main }} ]"), "the alternative beside it");
    }

    [Theory, MemberData(nameof(Refused))]
    public void Is_refused_where_it_stands(string match, string code)
    {
        var (text, line, column) = Yaml.Marked(With(match));
        var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems);
        Assert.Equal((code, line, column), (problem.Code, problem.Position.Line, problem.Position.Column));
    }

    [Fact]
    public void An_alternative_that_holds_is_enough_and_none_is_not()
    {
        Assert.True(Matches("[ { ref: x }, { ref: refs/heads/main } ]"));
        Assert.False(Matches("[ { ref: x }, { ref: refs/heads/main, id: \"1\" } ]"));
    }

    [Fact]
    public void A_star_stays_within_slashes_and_colons_and_two_do_not()
    {
        var texts = Gen.Char["ab/:*."].Array[0, 8].Select(static chars => new string(chars));
        var globs = Gen.Char["ab/:**."].Array[1, 6].Select(static chars => new string(chars)).Where(static glob => glob.Trim('*').Length > 0);
        Gen.Select(globs, texts).Sample(
            (glob, text) => Assert.Equal(Naive(glob, text), ClaimPattern.Glob(glob).Matches(JsonSerializer.SerializeToElement(text))), iter: 30_000);
    }

    [Theory]
    [InlineData("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b"), InlineData("**a**a**a**a**a**a**a**a**a**a**a**b"), InlineData("a**********************************b")]
    public void No_glob_takes_longer_the_more_ways_there_are_to_match(string glob)
    {
        // With backtracking neither would end.
        Assert.False(ClaimPattern.Glob(glob).Matches(JsonSerializer.SerializeToElement(new string('a', 10_000))));
        Assert.True(ClaimPattern.Glob(glob).Matches(JsonSerializer.SerializeToElement(new string('a', 10_000) + "b")));
    }

    [Fact]
    public void A_glob_keeps_little_more_than_its_text()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var glob = new Glob("repo:example-org/service-*:ref:refs/tags/v**");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 2048);
        Assert.True(glob.IsMatch("repo:example-org/service-a:ref:refs/tags/v1/2"));
    }

    // Says what the stars mean, slowly.
    private static bool Naive(ReadOnlySpan<char> glob, ReadOnlySpan<char> text)
    {
        if (glob.IsEmpty) return text.IsEmpty;
        if (glob[0] != '*') return !text.IsEmpty && text[0] == glob[0] && Naive(glob[1..], text[1..]);

        var isDouble = glob.Length > 1 && glob[1] == '*';
        var rest = glob[(isDouble ? 2 : 1)..];
        for (var i = 0; i <= text.Length; i++)
        {
            if (Naive(rest, text[i..])) return true;
            if (i < text.Length && !isDouble && text[i] is '/' or ':') return false;
        }

        return false;
    }

    private static bool Matches(string match)
    {
        using var folder = new ConfigFolder();
        var rule = folder.Good(With(match)).Identities.Single();
        var caller = new Principal("ci", "https://ci.example.test", "anybody", The.Moment, The.Moment.AddMinutes(5), JsonElement.Parse(Claims));
        var found = new IdentityIndex([rule]).Find(caller, new Circumstances(The.Moment, null)).Count == 1;
        Assert.Equal(rule.Holds(caller, new Circumstances(The.Moment, null)), found);
        return found;
    }

    private static string With(string match) => Yaml.With("- subject: repo:example-org/app:ref:refs/heads/main", $"- match: {match}");
}
