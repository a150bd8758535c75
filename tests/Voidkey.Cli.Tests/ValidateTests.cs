using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class ValidateTests
{
    private const string Claims = """{"iss":"https://i.example","sub":"s","aud":"voidkey","exp":1795439350}""";

    private static readonly CannedAnswer Described = CannedAnswer.Json(
        """{"identityProviders":[{"name":"ci","issuer":"https://i.example","audience":["voidkey"]}],"limits":{"maxKeys":10,"maxTokenBytes":1,"maxBodyBytes":1,"requestSeconds":9}}""");

    private static readonly CannedAnswer Caller = CannedAnswer.Json(
        """{"subject":"s","idp":"ci","issuer":"https://i.example","audience":["voidkey"],"expiresAt":"2026-11-23T13:09:10Z","identities":["x"]}""");

    private static Task<Ran> CheckAsync(string token, string args, params CannedAnswer[] answers) => Terminal.WithToken(token).RunAsync(args.Split(' '), answers);

    [Fact]
    public async Task A_token_that_the_broker_takes_is_valid() =>
        Assert.Equal(0, (await CheckAsync(Some.Jwt(Claims), "validate", Described, Caller)).Exit);

    [Theory]
    [InlineData("https://i.example/", "voidkey")]
    [InlineData("https://I.example", "voidkey")]
    [InlineData("https://i.example", "Voidkey")]
    [InlineData("https://i.example", "voidkey2")]
    public async Task A_token_for_somebody_else_is_not_shown_to_the_broker(string issuer, string audience)
    {
        var token = Some.Jwt($$"""{"iss":"{{issuer}}","sub":"s","aud":"{{audience}}","exp":1795439350}""");

        var ran = await CheckAsync(token, "validate", Described, Caller);

        Assert.Equal(4, ran.Exit);
        Assert.Single(ran.Requests);
        Assert.Contains("\nProblem: ", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("e30.e30")]
    [InlineData("e30.e30.e30.e30")]
    [InlineData("e30.e30.e30.e30.e30")]
    [InlineData("W10.e30.x")]
    [InlineData("e30.W10.x")]
    [InlineData("e30.eyJhIjoxLCJhIjoyfQ.x")]
    [InlineData("e30.eyJhIjoiXHVkODAwIn0.x")]
    public async Task What_is_no_JWT_is_a_failure_and_goes_nowhere(string token)
    {
        var ran = await CheckAsync(token, "validate", Described, Caller);

        Assert.Equal((4, "", 0), (ran.Exit, ran.Output, ran.Requests.Count));
    }

    [Theory]
    [InlineData(500, 7)]
    [InlineData(429, 7)]
    [InlineData(400, 1)]
    public async Task A_broker_that_did_not_judge_is_a_failure(int status, int exit)
    {
        var ran = await CheckAsync(Some.Jwt(Claims), "validate --retries 0", Described, CannedAnswer.Problem(status, "X", "x"));

        Assert.Equal((exit, ""), (ran.Exit, ran.Output));
    }

    [Fact]
    public async Task The_brokers_refusal_and_an_identity_provider_that_was_not_meant_are_answers()
    {
        var refused = await CheckAsync(Some.Jwt(Claims), "validate", Described, CannedAnswer.Problem(401, "INVALID_TOKEN", "no"));
        var another = await CheckAsync(Some.Jwt(Claims), "validate --idp okta", Described, Caller);

        Assert.Equal(4, refused.Exit);
        Assert.Contains("Broker: refused it (INVALID_TOKEN); whoever runs it finds out more with request id req-1\n", refused.Output, StringComparison.Ordinal);
        Assert.Equal(4, another.Exit);
        Assert.Contains("Problem: the broker knows it as a token of ci, not of okta\n", another.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claims_of_any_kind_are_shown_without_harm()
    {
        var token = Some.Jwt("""{"iss":7,"sub":["x"],"aud":[1,"voidkey",null],"exp":1e300,"nbf":-5,"deep":{"a":[{"b":"\u009b31m\u202e"}]}}""");

        var ran = await CheckAsync(token, "validate -o json", Described);

        Assert.Equal(4, ran.Exit);
        Assert.DoesNotContain(ran.Output, c => c is '\u009b' or '\u202e');
        Assert.Contains("it names no issuer", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_repeats_the_token_does_not_get_it_printed()
    {
        var token = Some.Jwt(Claims);

        var ran = await CheckAsync(token, "validate", Described, CannedAnswer.Json($$"""{"subject":"s","idp":"{{token}}","issuer":"i","audience":[],"expiresAt":"2026-11-23T13:09:10Z","identities":["{{token}}"]}"""));

        Assert.DoesNotContain(token, ran.Output, StringComparison.Ordinal);
    }
}
