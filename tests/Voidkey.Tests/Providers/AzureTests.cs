using Voidkey.Access;
using Voidkey.BrokerIdentity;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>What Entra ID is asked for, and what of its answers is handed out.</summary>
public sealed class AzureTests : IDisposable
{
    private const string Good = """{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"opaque"}""";
    private const string Key = $"scopes: [{EntraTenant.Management}]";

    private readonly KeyWorld _world = new();
    private readonly FakeEntra _entra;

    public AzureTests()
    {
        _entra = EntraTenant.Trusting(_world.Own, _world.Time);
        _world.Network.Map(EntraTenant.Public, _entra.AnswerAsync);
    }

    public static TheoryData<string> NoTokens { get; } =
    [
        "", "{}", "[]", "null", "{\"access_token\":", "<html>", Good.Replace("\"opaque\"", "\"\"", StringComparison.Ordinal), Good.Replace("\"opaque\"", "12", StringComparison.Ordinal), Good.Replace("opaque", "a b", StringComparison.Ordinal),
        Good.Replace("opaque", new string('x', 40_000), StringComparison.Ordinal), Good.Replace("Bearer", "pop", StringComparison.Ordinal), Good.Replace("\"token_type\":\"Bearer\",", "", StringComparison.Ordinal),
        Good.Replace("\"expires_in\":3599,\"ext", "\"ext", StringComparison.Ordinal), Good.Replace("\"expires_in\":3599,\"ext", "\"expires_in\":0,\"ext", StringComparison.Ordinal), Good.Replace(":3599", ":-1", StringComparison.Ordinal),
        Good.Replace(":3599", ":\"soon\"", StringComparison.Ordinal), Good.Replace(":3599", ":null", StringComparison.Ordinal), Good.Replace(":3599", ":1e300", StringComparison.Ordinal), Good.Replace("ext_expires_in", "expires_in", StringComparison.Ordinal),
        Good.Replace("{", "{\"access_token\":\"other\",", StringComparison.Ordinal), Good + Good, $"[{Good}]", $"{{\"result\":{Good}}}",
    ];

    public static TheoryData<int, string, BrokerErrorCode, string> Refusals { get; } = new()
    {
        { 401, """{"error":"invalid_client","error_description":"upstream-text","error_codes":[700213]}""", BrokerErrorCode.MintRefused, "status 401, AADSTS700213" },
        { 400, """{"error":"unauthorized_client","error_codes":[700016]}""", BrokerErrorCode.MintRefused, "status 400, AADSTS700016" },
        { 400, """{"error":"invalid_request"}""", BrokerErrorCode.MintRefused, "status 400, invalid_request" }, { 400, """{"error":"invalid_request","error_codes":[]}""", BrokerErrorCode.MintRefused, "status 400, invalid_request" },
        { 400, """{"error":"invalid_request","error_codes":["upstream-text"]}""", BrokerErrorCode.MintRefused, "status 400, invalid_request" }, { 400, """{"error":"invalid_request","error_codes":[-1]}""", BrokerErrorCode.MintRefused, "status 400, invalid_request" },
        { 400, """{"error":"invalid_request","error_codes":[1.5]}""", BrokerErrorCode.MintRefused, "status 400, invalid_request" }, { 400, """{"error":"invalid_request","error_codes":[12345678901234567890]}""", BrokerErrorCode.MintRefused, "status 400, invalid_request" },
        { 400, """{"error":"invalid_request","error_codes":700016}""", BrokerErrorCode.MintRefused, "status 400, invalid_request" }, { 400, """{"error":"upstream-text a","error_codes":["a"]}""", BrokerErrorCode.MintRefused, "status 400" },
        { 503, """{"error":"temporarily_unavailable","error_codes":[90033]}""", BrokerErrorCode.CloudUnreachable, "status 503, temporarily_unavailable" },
        { 400, """{"error":"temporarily_unavailable","error_codes":[90024]}""", BrokerErrorCode.CloudUnreachable, "status 400, temporarily_unavailable" },
        { 500, """{"error":"server_error","error_codes":[50000]}""", BrokerErrorCode.CloudUnreachable, "status 500, AADSTS50000" }, { 429, """{"error":"invalid_request","error_codes":[90055]}""", BrokerErrorCode.CloudThrottled, "status 429, AADSTS90055" },
        { 429, "", BrokerErrorCode.CloudThrottled, "status 429" }, { 400, "<html>upstream-text</html>", BrokerErrorCode.MintRefused, "status 400" }, { 400, """{"error":"a","error":"temporarily_unavailable"}""", BrokerErrorCode.MintRefused, "status 400" },
        { 201, Good, BrokerErrorCode.MintInvalidResponse, "status 201" },
    };

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task The_brokers_token_proves_that_it_is_the_application()
    {
        var own = _world.Own.Issue("voidkey", "cloud");
        _world.Token = new BrokerToken(own, TimeSpan.FromMinutes(5));
        var minted = await _world.With(EntraTenant.Provider, Key).MintsAsync("""{"sub":"caller-sub","repository":"caller-repository"}""", TimeSpan.FromMinutes(15));

        var request = Assert.Single(_entra.Requests);
        Assert.Equal(("POST", EntraTenant.Url), (request.Method, request.Uri.OriginalString));
        Assert.Equal(
            $"grant_type=client_credentials&client_id={EntraTenant.Client}&scope=https%3A%2F%2Fmanagement.azure.com%2F.default"
            + $"&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={own.Reveal()}",
            request.Body);
        Assert.Equal("application/x-www-form-urlencoded", request.Headers["Content-Type"]);
        Assert.Equal(["Content-Length", "Content-Type"], request.Headers.Keys.Order(StringComparer.Ordinal));

        Assert.True(_entra.Tokens.Verify(Field(minted, "AccessToken"), "https://management.azure.com", _world.Time.GetUtcNow()));
        Assert.Equal(("2026-01-15T12:59:59Z", EntraTenant.Id, EntraTenant.Client), (Field(minted, "Expiration"), Field(minted, "TenantId"), Field(minted, "ClientId")));
        Assert.Equal((EntraTenant.Id, EntraTenant.Client), (minted.Metadata["tenantId"], minted.Metadata["clientId"]));
        Assert.Equal("AZURE_ACCESS_TOKEN=AccessToken", Defaults());
        Assert.Equal("login.microsoftonline.com", _world.Bound.Destination);
    }

    /// <summary>Whatever was granted: nobody can ask Entra ID.</summary>
    [Theory]
    [InlineData(600), InlineData(3599), InlineData(5400), InlineData(86_400)]
    public async Task A_token_lives_as_long_as_Entra_ID_says(int seconds)
    {
        _entra.Lifetime = TimeSpan.FromSeconds(seconds);
        var minted = await _world.With(EntraTenant.Provider, Key).MintsAsync(lifetime: TimeSpan.FromMinutes(15));
        Assert.Equal(The.Moment.AddSeconds(seconds), minted.ExpiresAt);
        Assert.False(_world.Bound.HonoursLifetime);
        Assert.True(_world.Bound.Lifetimes.Minimum.TotalSeconds <= seconds && seconds <= _world.Bound.Lifetimes.Maximum.TotalSeconds);
    }

    [Fact]
    public async Task What_the_token_says_itself_counts_where_that_is_earlier()
    {
        _entra.Overrides["expires_in"] = 7200;
        Assert.Equal(The.Moment.AddSeconds(3599), (await _world.With(EntraTenant.Provider, Key).MintsAsync()).ExpiresAt);
        _entra.Overrides["expires_in"] = "60";
        Assert.Equal(The.Moment.AddSeconds(60), (await _world.MintsAsync()).ExpiresAt);
        Serve(200, Good);
        Assert.Equal(The.Moment.AddSeconds(3599), (await _world.MintsAsync()).ExpiresAt);
    }

    [Fact]
    public async Task Several_resources_have_a_token_each()
    {
        var minted = await _world.With(EntraTenant.Provider, $"scopes: [{EntraTenant.Graph}, {EntraTenant.Management}, https://vault.azure.net/.default]").MintsAsync();

        Assert.Equal([EntraTenant.Graph, EntraTenant.Management, "https://vault.azure.net/.default"], _entra.Requests.Select(static request => request.Form["scope"]));
        var now = _world.Time.GetUtcNow();
        Assert.True(_entra.Tokens.Verify(Field(minted, "AccessToken"), "https://graph.microsoft.com", now));
        Assert.True(_entra.Tokens.Verify(Field(minted, "AccessToken2"), "https://management.azure.com", now));
        Assert.True(_entra.Tokens.Verify(Field(minted, "AccessToken3"), "https://vault.azure.net", now));
        Assert.Equal(["AccessToken", "Expiration", "AccessToken2", "Expiration2", "AccessToken3", "Expiration3", "TenantId", "ClientId"], _world.Bound.Fields);
        Assert.Equal("AZURE_ACCESS_TOKEN=AccessToken,AZURE_ACCESS_TOKEN_2=AccessToken2,AZURE_ACCESS_TOKEN_3=AccessToken3", Defaults());
        Assert.Equal(3, minted.Reference.Split(' ').Distinct().Count());
    }

    [Fact]
    public async Task Of_several_tokens_the_first_to_end_says_when_the_credential_does()
    {
        _world.Network.Map(EntraTenant.Public, async (request, ct) => Answers.Text(
            Good.Replace(":3599,\"ext", (await RecordedRequest.OfAsync(request, ct)).Form["scope"] == EntraTenant.Graph ? ":600,\"ext" : ":5000,\"ext", StringComparison.Ordinal), "application/json"));
        var minted = await _world.With(EntraTenant.Provider, $"scopes: [{EntraTenant.Management}, {EntraTenant.Graph}]").MintsAsync();
        Assert.Equal((The.Moment.AddSeconds(600), "2026-01-15T13:23:20Z", "2026-01-15T12:10:00Z"), (minted.ExpiresAt, Field(minted, "Expiration"), Field(minted, "Expiration2")));
    }

    [Fact]
    public async Task Where_one_of_several_is_refused_none_is_handed_out_and_the_log_says_which()
    {
        var error = await _world.With(EntraTenant.Provider, $"scopes: [{EntraTenant.Management}, api://nobody/.default]").FailsAsync("no such resource", BrokerErrorCode.MintRefused);
        Assert.Equal("Entra ID: status 400, AADSTS500011, for api://nobody/.default", error.Cause);
    }

    [Theory]
    [InlineData("", EntraTenant.Public), InlineData("cloud: public", EntraTenant.Public), InlineData("cloud: usgov", "https://login.microsoftonline.us"), InlineData("cloud: china", "https://login.partner.microsoftonline.cn")]
    [InlineData("authorityHost: https://login.example.test", "https://login.example.test"), InlineData("authorityHost: https://login.example.test/", "https://login.example.test")]
    public async Task Each_cloud_has_an_Entra_ID_of_its_own(string cloud, string host)
    {
        _world.Network.Map(host, _entra.AnswerAsync);
        await _world.With($"{EntraTenant.Provider}\n{cloud}".TrimEnd(), Key).MintsAsync();
        Assert.Equal($"{host}/{EntraTenant.Id}/oauth2/v2.0/token", Assert.Single(_world.Network.Requests).Uri.OriginalString);
    }

    [Fact]
    public async Task A_key_may_be_of_another_application_or_tenant()
    {
        const string Other = "99999999-bbbb-cccc-dddd-eeeeeeeeeeee";
        await _world.With(EntraTenant.Provider, $"{Key}\nclientId: {Other}").FailsAsync("another application", BrokerErrorCode.MintRefused);
        Assert.Equal(Other, _entra.Requests[0].Form["client_id"]);
        Assert.EndsWith(", AADSTS90002", (await _world.With(EntraTenant.Provider, $"{Key}\ntenantId: example.onmicrosoft.com").FailsAsync("another tenant", BrokerErrorCode.MintRefused)).Cause, StringComparison.Ordinal);
        Assert.Equal("/example.onmicrosoft.com/oauth2/v2.0/token", _entra.Requests[1].Uri.AbsolutePath);
        await _world.With("type: entra", $"{Key}\nclientId: {EntraTenant.Client}\ntenantId: {EntraTenant.Id}").MintsAsync();
    }

    [Fact]
    public async Task Who_is_not_the_credentials_subject_is_refused()
    {
        _world.With(EntraTenant.Provider, Key);
        foreach (var (token, code) in new[]
        {
            (_world.Own.Issue("Voidkey", "cloud"), "AADSTS700213"), (_world.Own.Issue("voidkey", "elsewhere"), "AADSTS700212"), (_world.Own.Issue("voidkey", new System.Text.Json.Nodes.JsonArray("cloud", "elsewhere")), "AADSTS700212"),
            (_world.Own.Issue("voidkey", "cloud", signWith: SigningKey.Create("ES256")), "AADSTS50013"), (_world.Own.Issue("voidkey", "cloud", TimeSpan.FromMinutes(-1)), "AADSTS700024"),
        })
        {
            _world.Token = new BrokerToken(token, TimeSpan.FromMinutes(5));
            Assert.Equal($"Entra ID: status 401, {code}", (await _world.FailsAsync(code, BrokerErrorCode.MintRefused)).Cause);
        }

        _world.Token = null;
        await _world.MintsAsync();
    }

    [Theory, MemberData(nameof(NoTokens))]
    public async Task What_is_no_token_is_taken_for_none(string answer)
    {
        _world.With(EntraTenant.Provider, Key);
        Serve(200, Good);
        Assert.Equal("opaque", Field(await _world.MintsAsync(), "AccessToken"));
        Serve(200, answer);
        Assert.StartsWith("Entra ID: ", (await _world.FailsAsync(answer, BrokerErrorCode.MintInvalidResponse)).Cause, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Refusals))]
    public async Task What_went_wrong_is_told_apart(int status, string body, BrokerErrorCode code, string cause)
    {
        Serve(status, body);
        Assert.Equal($"Entra ID: {cause}", (await _world.With(EntraTenant.Provider, Key).FailsAsync(body, code)).Cause);
    }

    private void Serve(int status, string body) => _world.Network.Map(EntraTenant.Public, (_, _) => Task.FromResult(Answers.Text(body, "application/json", status)));

    private string Defaults() => string.Join(',', _world.Bound.DefaultOutputs.Select(static output => $"{output.Key}={output.Value}"));

    private static string Field(MintedCredential minted, string name) => minted.Fields[name].Reveal();
}
