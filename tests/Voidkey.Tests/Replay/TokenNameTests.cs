using System.Text;
using System.Text.Json;
using Voidkey.Identity;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Replay;

/// <summary>What a token is counted under, and for how long.</summary>
public sealed class TokenNameTests
{
    /// <summary>Brokers of several versions count in one store, so a token has one name for ever.</summary>
    [Fact]
    public void A_token_has_the_same_name_in_every_version()
    {
        Assert.Equal("373F740B9F1BFFA3", Name(Caller("me", "7")));
        Assert.Equal("7B3EB32FD58A4129", Name(Caller("me", null)));
    }

    [Fact]
    public void No_two_tokens_have_one_name()
    {
        string[] names =
        [
            Name(Caller("me", "7")), Name(Caller("me", "77")), Name(Caller("me7", "7")), Name(Caller("m", "e7")), Name(Caller("me", "7", The.Issuer + "m")), Name(Caller("me", "7", "m")),
            Name(Caller("me", null)), Name(Caller("me", null), "{ }"), Name(Caller("me", null), "{\"jti\":\"7\"}"),
        ];
        Assert.Equal(names.Length, names.Distinct().Count());

        // Who has no id is known by all that he claims, an empty id is none.
        Assert.Equal(Name(Caller("me", null)), Name(Caller("you", "")));
    }

    [Theory]
    [InlineData(3600, 3660)]
    [InlineData(86_400 - 61, 86_400 - 1)]
    [InlineData(86_400 - 60, 86_400)]
    [InlineData(86_400 - 59, 86_400)]
    [InlineData(86_400, 86_400)]
    [InlineData(10 * 86_400, 86_400)]
    public void It_is_counted_until_no_configuration_would_take_it(int expiresAfter, int countedFor)
    {
        var caller = Caller("me", "7") with { ExpiresAt = The.Moment.AddSeconds(expiresAfter) };
        Assert.Equal(The.Moment.AddSeconds(countedFor), TokenUse.Of(caller, [], 3).Until);
        Assert.Equal(3, TokenUse.Of(caller, [], 3).Allowed);
    }

    private static string Name(Principal caller, string claims = "{}") => $"{TokenUse.Of(caller, Encoding.UTF8.GetBytes(claims), 1).Id:X32}"[..16];

    private static Principal Caller(string subject, string? id, string issuer = The.Issuer) =>
        new(The.Idp, issuer, subject, The.Moment, The.Moment.AddMinutes(5), JsonSerializer.SerializeToElement(id is null ? new Dictionary<string, string>() : new() { ["jti"] = id }));
}
