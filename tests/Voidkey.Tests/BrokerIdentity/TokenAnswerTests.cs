using System.Text.Json.Nodes;
using Voidkey.BrokerIdentity;
using Voidkey.Identity;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.BrokerIdentity;

/// <summary>What a token endpoint answers, and how long we believe it (RFC 6749 §5).</summary>
public sealed class TokenAnswerTests
{
    public static TheoryData<string, string, double> GoodLifetimes { get; } = new()
    {
        { "a number", "300", 300 }, { "a text", "\"300\"", 300 }, { "a fraction", "299.5", 299.5 }, { "longer than the token", "7200", 600 }, { "null", "null", 600 },
    };

    public static TheoryData<string> BadLifetimes { get; } = ["0", "-1", "\"-300\"", "\"soon\"", "\"\"", "true", "[300]", "{}", "1e400", "-1e400", "\"NaN\"", "\"Infinity\"", "1e10"];

    public static TheoryData<string> BadAnswers { get; } =
    [
        "", "{}", "[]", "null", "\"token\"", "{\"access_token\":7}", "{\"access_token\":null}", "{\"access_token\":\"\"}", "{\"access_token\":\"a b\"}", "{\"access_token\":\"a\\nb\"}", "{\"access_token\":\"a\\u0000\"}",
        "{\"access_token\":\"é\"}", "{\"access_token\":\"a\",\"access_token\":\"b\"}", "{\"Access_Token\":\"a\"}", "{\"id_token\":\"a\"}", "{\"access_token\":\"a\"}x", "<html>", "access_token=a",
    ];

    public static TheoryData<string> Modes { get; } = [.. Outages.Names];

    [Fact]
    public void In_a_form_a_token_is_escaped_and_never_another_s()
    {
        var opaque = new BrokerToken(new Secret("a b+c/d=&e"), TimeSpan.FromMinutes(1));
        Assert.Equal("a%20b%2Bc%2Fd%3D%26e", opaque.FormValue.Reveal());

        var jwt = opaque with { Value = new Secret("a-b.c_d.e") };
        Assert.Same(jwt.Value, jwt.FormValue);
        Assert.Equal(jwt, new BrokerToken(jwt.Value, TimeSpan.FromMinutes(1)));
    }

    [Theory, MemberData(nameof(GoodLifetimes))]
    public async Task A_token_lives_as_long_as_the_shorter_of_both_says(string why, string json, double seconds)
    {
        using var world = new TokenWorld();
        world.Network.Map(world.Idp.Issuer, (_, _) => Task.FromResult(Answers.Text($"{{\"access_token\":\"{world.Idp.Issue(lifetime: TimeSpan.FromMinutes(10)).Reveal()}\",\"expires_in\":{json}}}")));
        Assert.Equal((why, TimeSpan.FromSeconds(seconds)), (why, (await world.GetsAsync()).Lifetime));
    }

    [Theory, MemberData(nameof(BadLifetimes))]
    public async Task A_lifetime_that_is_none_is_no_token(string json)
    {
        using var world = new TokenWorld();
        world.Network.Map(world.Idp.Issuer, (_, _) => Task.FromResult(Answers.Text($"{{\"access_token\":\"opaque-token\",\"expires_in\":{json}}}")));
        await world.FailsAsync($"expires_in is {json}");
    }

    [Fact]
    public async Task A_JWT_that_expires_before_expires_in_is_believed()
    {
        using var world = new TokenWorld();
        world.Idp.Tokens.Lifetime = TimeSpan.FromSeconds(60);
        world.Idp.Tokens.ExpiresIn = 3600;
        Assert.Equal(TimeSpan.FromSeconds(60), (await world.GetsAsync()).Lifetime);
    }

    [Fact]
    public async Task A_JWT_that_has_expired_is_no_token()
    {
        using var world = new TokenWorld();
        world.Idp.Tokens.Claims["exp"] = The.Second;
        await world.FailsAsync("it has expired");
    }

    [Theory]
    [InlineData(true, 600), InlineData(false, 60)]
    public async Task An_opaque_token_is_as_good_and_lives_a_minute_where_nobody_says_longer(bool saysExpiresIn, int seconds)
    {
        using var world = new TokenWorld();
        world.Idp.Tokens.Opaque = true;
        world.Idp.Tokens.SaysExpiresIn = saysExpiresIn;

        var token = await world.GetsAsync();

        Assert.Null(token.Claims);
        Assert.Equal(TimeSpan.FromSeconds(seconds), token.Lifetime);
        Assert.DoesNotContain(token.Value.Reveal(), $"{token} {world.Log.Text}", StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(BadAnswers))]
    public async Task An_answer_that_is_none_is_no_token(string body)
    {
        using var world = new TokenWorld();
        world.Network.Map(world.Idp.Issuer, (_, _) => Task.FromResult(Answers.Text(body, "application/json")));
        await world.FailsAsync(body);
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_provider_that_fails_is_our_outage_and_heals(string mode)
    {
        using var world = new TokenWorld();
        world.Network.Map(Outages.Elsewhere, world.Idp.AnswerAsync);
        world.Network.Break(world.Idp.Issuer, Outages.Named(mode, world.Time));
        world.TimePasses = Outages.NeverEnds(mode);
        await world.FailsAsync(mode);
        Assert.Empty(world.Network.RequestsTo(Outages.Elsewhere));
        Assert.False(world.Source.IsHealthy);

        world.TimePasses = false;
        world.Network.Heal(world.Idp.Issuer);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.GetsAsync();
        Assert.True(world.Source.IsHealthy);
    }

    [Theory]
    [InlineData("{\"error\":\"invalid_scope\"}", "invalid_scope"), InlineData("{\"error\":\"a\\nforged line\"}", null), InlineData("{\"error\":\"secret-123\"}", null), InlineData("{\"error\":7}", null), InlineData("x", null)]
    public async Task Of_a_refusal_only_a_plain_word_reaches_the_log(string body, string? word)
    {
        using var world = new TokenWorld();
        world.Network.Map(world.Idp.Issuer, (_, _) => Task.FromResult(Answers.Text(body, "application/json", 400)));
        var error = await world.FailsAsync(body);
        Assert.Equal($"token endpoint {world.Idp.TokenUri}: status 400{(word is null ? "" : $", {word}")}", error.Cause);
    }

    [Fact]
    public void A_token_is_compared_with_what_the_configuration_expects()
    {
        BrokerToken Token(string? issuer, params string[] audience) => new(new Secret("x"), TimeSpan.FromMinutes(1), new UnverifiedClaims(issuer, audience, null));
        var expectation = new TokenExpectation("https://own.example.test", "sts");

        Assert.Null(expectation.Fault(Token("https://own.example.test", "other", "sts")));
        Assert.Null(new TokenExpectation(null, null).Fault(Token("anybody", "anything")));
        foreach (var issuer in new[] { "https://own.example.test/", "https://OWN.example.test", "https://other.example.test", null }) Assert.NotNull(expectation.Fault(Token(issuer, "sts")));
        foreach (var audience in new[] { "STS", "sts ", "st", "" }) Assert.NotNull(expectation.Fault(Token("https://own.example.test", audience)));
        Assert.NotNull(expectation.Fault(Token("https://own.example.test")));
    }

    [Theory]
    [InlineData("a.b"), InlineData("a.b.c"), InlineData("opaque"), InlineData("a.e30=.c"), InlineData("..."), InlineData("")]
    public void What_is_no_JWT_is_opaque(string token) => Assert.Null(UnverifiedJwt.TryRead(token));

    [Fact]
    public void A_JWT_tells_its_audiences_in_either_form()
    {
        IReadOnlyList<string>? Audience(JsonNode? aud) => UnverifiedJwt.TryRead($"e30.{Some.Encoded(Some.Claims(("aud", aud)).ToJsonString())}.AAAA")?.Audience;
        Assert.Equal(["a"], Audience("a"));
        Assert.Equal(["a", "b"], Audience(new JsonArray("a", "b")));
        Assert.Equal([], Audience(null));
        Assert.Equal([], Audience(7));
        Assert.Equal(["a"], Audience(new JsonArray(7, "a", new JsonArray("b"))));
    }
}
