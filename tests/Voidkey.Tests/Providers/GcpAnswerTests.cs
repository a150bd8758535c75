using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>What Google answers is believed as far as it is what Google answers; what it refuses is told apart.</summary>
public sealed class GcpAnswerTests : IDisposable
{
    private const string Sts = "https://sts.googleapis.com/v1/token";
    private const string Access = "urn:ietf:params:oauth:token-type:access_token";
    private const string Good = $$"""{"access_token":"ya29.pool","issued_token_type":"{{Access}}","token_type":"Bearer","expires_in":3600}""";
    private const string Account = $"serviceAccount: {GoogleCloud.Deployer}";
    private const string Boundary = $"{Account}\naccessBoundary: {{ accessBoundaryRules: [{{ availableResource: //storage.googleapis.com/projects/_/buckets/b, availablePermissions: ['inRole:roles/storage.objectViewer'] }}] }}";

    private readonly KeyWorld _world = new();

    public static TheoryData<string> NoTokenOfThePool { get; } =
    [
        "", "{}", "[]", "null", "{\"access_token\":", "<html>", Good.Replace("\"ya29.pool\"", "\"\"", StringComparison.Ordinal), Good.Replace("\"ya29.pool\"", "12", StringComparison.Ordinal),
        Good.Replace("ya29.pool", "a b", StringComparison.Ordinal), Good.Replace("ya29.pool", "a\\r\\nX-Evil: 1", StringComparison.Ordinal), Good.Replace("ya29.pool", new string('x', 40_000), StringComparison.Ordinal),
        Good.Replace(Access, "urn:ietf:params:oauth:token-type:jwt", StringComparison.Ordinal), Good.Replace($"\"issued_token_type\":\"{Access}\",", "", StringComparison.Ordinal),
        Good.Replace("Bearer", "DPoP", StringComparison.Ordinal), Good.Replace("\"token_type\":\"Bearer\",", "", StringComparison.Ordinal),
        Good.Replace("3600", "0", StringComparison.Ordinal), Good.Replace("3600", "-1", StringComparison.Ordinal), Good.Replace("3600", "\"soon\"", StringComparison.Ordinal), Good.Replace("3600", "1e300", StringComparison.Ordinal), Good.Replace("3600", "[]", StringComparison.Ordinal),
        Good.Replace("{\"", "{\"access_token\":\"ya29.other\",\"", StringComparison.Ordinal), Good + Good, $"[{Good}]", $"{{\"result\":{Good}}}",
    ];

    public static TheoryData<string> NoTokenOfAnAccount { get; } =
    [
        "", "{}", "[]", Token("\"\""), Token("null"), Token("\"a b\""), Token("\"t\"", "\"soon\""), Token("\"t\"", "1768482000"), Token("\"t\"", "\"2026-01-15T13:00:00\""), Token("\"t\"", "\"2026-01-15\""), Token("\"t\"", "null"),
        Token("\"t\"", "\"2026-01-15T12:00:00Z\""), Token("\"t\"", "\"2020-01-01T00:00:00Z\""), """{"accessToken":"t"}""", """{"access_token":"t","expireTime":"2026-01-15T13:00:00Z"}""",
        """{"accessToken":"t","accessToken":"u","expireTime":"2026-01-15T13:00:00Z"}""", """{"accessToken":"t","expireTime":"2026-01-15T13:00:00Z","x":{"a":1,"a":2}}""",
    ];

    public static TheoryData<int, string, BrokerErrorCode, string> Refusals { get; } = new()
    {
        { 400, """{"error":"invalid_grant","error_description":"upstream-text"}""", BrokerErrorCode.MintRefused, "status 400, invalid_grant" },
        { 400, """{"error":"invalid_target"}""", BrokerErrorCode.MintRefused, "status 400, invalid_target" },
        { 403, """{"error":{"code":403,"message":"upstream-text","status":"PERMISSION_DENIED"}}""", BrokerErrorCode.MintRefused, "status 403, PERMISSION_DENIED" },
        { 401, """{"error":{"code":401,"status":"UNAUTHENTICATED"}}""", BrokerErrorCode.MintRefused, "status 401, UNAUTHENTICATED" },
        { 429, """{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}""", BrokerErrorCode.CloudThrottled, "status 429, RESOURCE_EXHAUSTED" },
        { 403, """{"error":{"code":403,"status":"RESOURCE_EXHAUSTED"}}""", BrokerErrorCode.CloudThrottled, "status 403, RESOURCE_EXHAUSTED" },
        { 503, """{"error":{"code":503,"status":"RESOURCE_EXHAUSTED"}}""", BrokerErrorCode.CloudThrottled, "status 503, RESOURCE_EXHAUSTED" },
        { 503, """{"error":{"code":503,"status":"UNAVAILABLE"}}""", BrokerErrorCode.CloudUnreachable, "status 503, UNAVAILABLE" },
        { 400, """{"error":{"code":400,"status":"UNAVAILABLE"}}""", BrokerErrorCode.CloudUnreachable, "status 400, UNAVAILABLE" },
        { 500, """{"error":{"code":500,"status":"INTERNAL"}}""", BrokerErrorCode.CloudUnreachable, "status 500, INTERNAL" },
        { 400, """{"error":"temporarily_unavailable"}""", BrokerErrorCode.CloudUnreachable, "status 400, temporarily_unavailable" },
        { 400, """{"error":"upstream-text with blanks"}""", BrokerErrorCode.MintRefused, "status 400" }, { 400, """{"error":{"status":"a\nforged"}}""", BrokerErrorCode.MintRefused, "status 400" },
        { 403, "<html>upstream-text</html>", BrokerErrorCode.MintRefused, "status 403" }, { 403, """{"error":"a","error":"RESOURCE_EXHAUSTED"}""", BrokerErrorCode.MintRefused, "status 403" },
        { 400, """{"error":["RESOURCE_EXHAUSTED"]}""", BrokerErrorCode.MintRefused, "status 400" }, { 201, Good, BrokerErrorCode.MintInvalidResponse, "status 201" }, { 204, "", BrokerErrorCode.MintInvalidResponse, "status 204" },
    };

    public void Dispose() => _world.Dispose();

    [Theory, MemberData(nameof(NoTokenOfThePool))]
    public async Task What_is_no_token_of_the_pool_is_taken_for_none(string answer)
    {
        await AnswersAsync("description: x", Good, null);
        var error = await FailsAsync("description: x", answer, null);
        Assert.StartsWith("Google STS: ", error.Cause, StringComparison.Ordinal);
        Assert.Equal(error.Cause, (await FailsAsync(Account, answer, Token("\"t\""))).Cause);
        Assert.DoesNotContain(_world.Network.RequestsTo(GoogleCloud.Iam), static request => request.Method == "POST");
    }

    [Theory, MemberData(nameof(NoTokenOfAnAccount))]
    public async Task What_is_no_token_of_an_account_is_taken_for_none(string answer)
    {
        await AnswersAsync(Account, Good, Token("\"t\""));
        Assert.StartsWith("IAM Credentials: ", (await FailsAsync(Account, Good, answer)).Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}"), InlineData("{\"token\":\"\"}"), InlineData("{\"token\":\"opaque\"}"), InlineData("{\"token\":\"a.b.c\"}"), InlineData("{\"idToken\":\"x\"}")]
    public async Task What_is_no_id_token_is_taken_for_none(string answer)
    {
        const string Key = $"{Account}\nidToken: {{ audience: service }}";
        await AnswersAsync(Key, Good, IdToken(_world.Own.Issue("1", "service", TimeSpan.FromHours(1))));
        await FailsAsync(Key, Good, answer);
        foreach (var (why, token) in new[]
        {
            ("for somebody else", _world.Own.Issue("1", "other")), ("for others as well", _world.Own.Issue("1", new System.Text.Json.Nodes.JsonArray("service", "other"))), ("expired", _world.Own.Issue("1", "service", TimeSpan.FromMinutes(-1))),
            ("without an end", _world.Own.Issue("1", "service", claims: new System.Text.Json.Nodes.JsonObject { ["exp"] = null })),
        }) Assert.StartsWith("IAM Credentials: the ", (await FailsAsync(Key, Good, IdToken(token))).Cause + why, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Refusals))]
    public async Task What_went_wrong_is_told_apart_wherever_it_does(int status, string body, BrokerErrorCode code, string cause)
    {
        _world.Network.Map(GoogleCloud.Sts, (_, _) => Task.FromResult(Answers.Text(body, "application/json", status)));
        Assert.Equal($"Google STS: {cause}", (await _world.With(GoogleCloud.Provider, Account).FailsAsync(body, code)).Cause);

        _world.Network.Map(GoogleCloud.Sts, (_, _) => Task.FromResult(Answers.Text(Good, "application/json"))).Map(GoogleCloud.Iam, (_, _) => Task.FromResult(Answers.Text(body, "application/json", status)));
        Assert.Equal($"IAM Credentials: {cause}", (await _world.With(GoogleCloud.Provider, Account).FailsAsync(body, code)).Cause);
    }

    [Fact]
    public async Task The_pools_own_token_is_not_handed_out_where_nobody_says_until_when_it_works()
    {
        var endless = Good.Replace(",\"expires_in\":3600", "", StringComparison.Ordinal);
        await FailsAsync("description: x", endless, null);
        await FailsAsync("description: x", endless.Replace("}", ",\"expires_in\":null}", StringComparison.Ordinal), null);
        await AnswersAsync(Account, endless, Token("\"t\""));
    }

    [Fact]
    public async Task Fractions_of_a_second_are_cut_off() =>
        Assert.Equal(The.Moment.AddHours(1), (await AnswersAsync(Account, Good, Token("\"t\"", "\"2026-01-15T13:00:00.999999999Z\""))).ExpiresAt);

    [Theory]
    [InlineData(",\"expires_in\":60", 60), InlineData(",\"expires_in\":7200", 3600), InlineData("", 3600), InlineData(",\"expires_in\":null", 3600)]
    public async Task A_narrowed_token_ends_with_the_earlier_of_the_two(string member, int seconds)
    {
        var narrowed = Good.Replace("ya29.pool", "ya29.narrow", StringComparison.Ordinal).Replace(",\"expires_in\":3600", member, StringComparison.Ordinal);
        var minted = await AnswersAsync(Boundary, Good, Token("\"t\""), narrowed);
        Assert.Equal(("ya29.narrow", The.Moment.AddSeconds(seconds)), (minted.Fields["AccessToken"].Reveal(), minted.ExpiresAt));
    }

    [Fact]
    public async Task A_boundary_that_comes_to_nothing_hands_out_nothing()
    {
        foreach (var answer in new[] { "", "{}", Good.Replace("3600", "0", StringComparison.Ordinal), Good.Replace(Access, "x", StringComparison.Ordinal) }) await FailsAsync(Boundary, Good, Token("\"t\""), answer);
    }

    private static string Token(string token, string expiration = "\"2026-01-15T13:00:00Z\"") => $"{{\"accessToken\":{token},\"expireTime\":{expiration}}}";

    private static string IdToken(Secret token) => $"{{\"token\":\"{token.Reveal()}\"}}";

    private async Task<Access.MintedCredential> AnswersAsync(string key, string sts, string? iam, string? narrowed = null)
    {
        Serve(sts, iam, narrowed);
        return await _world.With(GoogleCloud.Provider, key).MintsAsync(lifetime: TimeSpan.FromHours(1));
    }

    private async Task<BrokerError> FailsAsync(string key, string sts, string? iam, string? narrowed = null)
    {
        Serve(sts, iam, narrowed);
        return await _world.With(GoogleCloud.Provider, key).FailsAsync($"{sts} {iam} {narrowed}", BrokerErrorCode.MintInvalidResponse);
    }

    private void Serve(string sts, string? iam, string? narrowed)
    {
        _world.Network.Map(Sts, async (request, ct) => Answers.Text((await RecordedRequest.OfAsync(request, ct)).Form.ContainsKey("options") ? narrowed! : sts, "application/json"));
        if (iam is not null) _world.Network.Map(GoogleCloud.Iam, (_, _) => Task.FromResult(Answers.Text(iam, "application/json")));
    }
}
