using CsCheck;
using Voidkey.Lint;
using Voidkey.Policy;
using Xunit;

namespace Voidkey.Tests.Lint;

/// <summary>What regular expressions look like as globs: near enough for a look.</summary>
public sealed class PatternTextTests
{
    [Theory]
    [InlineData(@"repo:acme/.*:ref:refs/heads/main", "repo:acme/**:ref:refs/heads/main")]
    [InlineData(@"acme/wf/\.github/workflows/deploy\.yml@refs/tags/v\d+", "acme/wf/.github/workflows/deploy.yml@refs/tags/v*")]
    [InlineData(@"repo:[^/]+/app", "repo:*/app")]
    [InlineData(@"^(?:acme|labs)/x$", "acme/x", "labs/x")]
    [InlineData(@"repo:acme/app:(pull_request|ref:refs/(heads|tags)/[^/]+)", "repo:acme/app:pull_request", "repo:acme/app:ref:refs/heads/*", "repo:acme/app:ref:refs/tags/*")]
    [InlineData(@"[^\]/]x?\w+\s", "*x*")]
    [InlineData(@"(?i)acme/.+", "acme/**")]
    [InlineData(@"a|b\|c|(d|e)", "a", "b|c", "d", "e")]
    [InlineData(@"v[0-9]{1,3}x+", "v*")]
    public void An_expression_is_near(string expression, params string[] globs) => Assert.Equal(globs, PatternText.Globs(ClaimPattern.Regular(expression)!));

    [Theory]
    [InlineData("deploy.yml", true)]
    [InlineData(@"deploy\.yml", false)]
    [InlineData(@"deploy\\.yml", false)]
    [InlineData("v1.2", true)]
    [InlineData("a.*b", false)]
    [InlineData(@"\w.\w", false)]
    [InlineData("[a-z.0-9]x", false)]
    [InlineData(@"[\]a.b]", false)]
    [InlineData("a.b.c", true)]
    [InlineData(".a", false)]
    public void A_dot_between_letters_is_bare(string expression, bool isBare) => Assert.Equal(isBare, PatternText.HasBareDot(expression));

    [Fact]
    public void No_expression_is_too_odd_to_be_looked_at() => Gen.OneOf("a", "/", ":", ".", "*", "+", "?", "(", ")", "[", "]", "^", "$", "{", "}", "|", "\\", "1", ",", "<", ">", "-").List[0, 12].Select(static pieces => string.Concat(pieces)).Sample(
        static expression =>
        {
            _ = PatternText.HasBareDot(expression);
            if (ClaimPattern.Regular(expression) is not { } pattern) return;
            Assert.All(PatternText.Globs(pattern), static glob => GlobOverlap.Exists(glob, "repo:*/*:ref:refs/**"));
        },
        iter: 20_000);
}
