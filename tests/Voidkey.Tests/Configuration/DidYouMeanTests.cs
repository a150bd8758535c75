using CsCheck;
using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

public sealed class DidYouMeanTests
{
    [Theory]
    [InlineData("isuer", "issuer")]
    [InlineData("Issuer", "issuer")]
    [InlineData("isseur", "issuer")]
    [InlineData("jwks_uri", "jwksUri")]
    [InlineData("aws-prd", "aws-prod")]
    public void The_nearest_name_is_told(string written, string meant) =>
        Assert.Equal($"; did you mean '{meant}'?", DidYouMean.Suggest(written, ["audience", "issuer", "jwksUri", "aws-prod", "aws-prod-2"]));

    [Theory]
    [InlineData("something-else")]
    [InlineData("")]
    [InlineData("x")]
    public void Nothing_is_told_where_no_name_is_near(string written) => Assert.Equal("", DidYouMean.Suggest(written, ["audience", "issuer"]));

    [Fact]
    public void Nothing_is_told_where_there_are_no_names() => Assert.Equal("", DidYouMean.Suggest("issuer", []));

    [Fact]
    public void Any_text_has_an_answer() => Gen.Select(Gen.String, Gen.String.Array[0, 5]).Sample(
        static (written, names) => Assert.NotNull(DidYouMean.Suggest(written, names)), threads: 1);
}
