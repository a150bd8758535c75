using CsCheck;
using Voidkey.Identity;
using Voidkey.Providers.Sts;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>Session names with claims in them: AWS takes each, people can read it, and no two callers share one.</summary>
public sealed class ClaimedSessionNameTests
{
    [Theory]
    [InlineData("ci-${claim:a}", "main", "main", "ci-main")]
    [InlineData("${claim:a}", "1234567890", "x", "1234567890")]
    [InlineData("ci.${claim:a}@${claim:b}", "octo", "run-7", "ci.octo@run-7")]
    [InlineData("${claim:a}", "12345678901234567890123456789012345678901234567890123456789-1234", "", "12345678901234567890123456789012345678901234567890123456789-1234")]
    public void Claims_that_fit_stand_as_they_are(string template, string a, string b, string name) => Assert.Equal(name, Name(template, a, b.Length == 0 ? "x" : b));

    [Theory]
    [InlineData("ci-${claim:a}", "example-org/app", "ci-example-org-app-")]
    [InlineData("${claim:a}-ci", "example-org/app", "example-org-app-ci-")]
    [InlineData("${claim:a}", "7", "7-")]
    [InlineData("${claim:a}", "ünïcödé", "-n-c-d--")]
    [InlineData("ci-${claim:a}-end", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ci-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-end-")]
    [InlineData("a-${claim:a}-0123456789abcdef0123", "b", "a-b-0123456789abcdef0123-")]
    [InlineData("${claim:a}-${claim:b}", "x-y", "x-y-b-")]
    [InlineData("${claim:a}${claim:b}", "x", "xb-")]
    [InlineData("${claim:a}--${claim:b}", "x-", "x---b-")]
    public void Claims_that_do_not_fit_or_could_be_taken_for_others_get_a_hash(string template, string a, string readable)
    {
        var name = Name(template, a, "b");
        Assert.Matches(@"\A[0-9a-f]{20}\z", name[readable.Length..]);
        Assert.StartsWith(readable, name, StringComparison.Ordinal);
        Assert.True(RoleSessionName.IsValid(name), name);
    }

    [Theory]
    [InlineData("${claim:a}"), InlineData("ci-${claim:a}"), InlineData("${claim:a}${claim:b}"), InlineData("${claim:a}-${claim:b}"), InlineData("${claim:a}--${claim:b}-x"), InlineData("123456789-123456789-123456789-12${claim:a}")]
    public void Callers_whose_claims_differ_never_share_a_session_name(string template)
    {
        var compiled = new ClaimedSessionName(Templates.Text($"'{template}'"));
        var hasB = template.Contains("claim:b", StringComparison.Ordinal);

        // Few pieces, so that two callers often read alike until one looks closely.
        var piece = Gen.Int[0, 11].Select(static i => new[] { "a", "a", "a", "-", "-", "-", "-", "--", "/", "-0123456789abcdef0123", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "é" }[i]);
        var text = piece.Array[1, 3].Select(string.Concat);
        Gen.Select(text, text, text, text).Sample(
            (a, b, otherA, otherB) =>
            {
                var (name, other) = (Name(compiled, a, b), Name(compiled, otherA, otherB));
                Assert.True(RoleSessionName.IsValid(name), name);
                Assert.Equal(a == otherA && (!hasB || b == otherB), name == other);
            },
            iter: 5_000);
    }

    [Fact]
    public void Nobody_picks_a_claim_that_reads_like_the_name_of_another()
    {
        var victim = Name("${claim:a}", "example-org/app", "x");
        Assert.NotEqual(victim, Name("${claim:a}", victim, "x"));
        Assert.True(RoleSessionName.IsValid(Name("${claim:a}", victim, "x")));
    }

    private static string Name(string template, string a, string b) => Name(new ClaimedSessionName(Templates.Text($"'{template}'")), a, b);

    private static string Name(ClaimedSessionName template, string a, string b)
    {
        Principal caller = Templates.Caller(("a", a), ("b", b));
        Assert.True(template.For(caller).TryGet(out var name, out var error), error?.ToString());
        return name;
    }
}
