using CsCheck;
using Voidkey.Lint;
using Xunit;

namespace Voidkey.Tests.Lint;

public sealed class GlobOverlapTests
{
    private static readonly Gen<string> Globs = Gen.OneOf("a", "b", "/", ":", "*", "**").List[0, 3].Select(static pieces => string.Concat(pieces));

    // Every text of up to six characters: enough for two globs of three pieces each.
    private static readonly string[] Texts = [.. Enumerable.Range(0, 7).SelectMany(static length => Product(length))];

    [Theory]
    [InlineData("refs/**", "refs/pull/**", true)]
    [InlineData("refs/heads/*", "refs/pull/**", false)]
    [InlineData("repo:acme/app:*", "repo:*/*:pull_request", true)]
    [InlineData("repo:acme/app:ref:*", "repo:*/*:pull_request", false)]
    [InlineData("repo:acme*", "repo:*/*:pull_request", false)]
    [InlineData("", "", true)]
    [InlineData("", "*", true)]
    [InlineData("a", "", false)]
    public void Two_globs_overlap(string one, string other, bool expected)
    {
        Assert.Equal(expected, GlobOverlap.Exists(one, other));
        Assert.Equal(expected, GlobOverlap.Exists(other, one));
    }

    [Fact]
    public void Globs_overlap_just_where_a_text_matches_both() => Gen.Select(Globs, Globs).Sample(
        static (one, other) => Assert.Equal(Array.Exists(Texts, text => Matches(one, text) && Matches(other, text)), GlobOverlap.Exists(one, other)), iter: 1000);

    private static IEnumerable<string> Product(int length) =>
        length == 0 ? [""] : Product(length - 1).SelectMany(static text => "ab/:".Select(c => text + c));

    private static bool Matches(string glob, string text)
    {
        if (glob.Length == 0) return text.Length == 0;
        if (glob.StartsWith("**", StringComparison.Ordinal)) return Matches(glob[2..], text) || (text.Length > 0 && Matches(glob, text[1..]));
        if (glob[0] == '*') return Matches(glob[1..], text) || (text.Length > 0 && text[0] is not ('/' or ':') && Matches(glob, text[1..]));
        return text.Length > 0 && text[0] == glob[0] && Matches(glob[1..], text[1..]);
    }
}
