using System.Text.Json.Nodes;
using Voidkey.Access;
using Voidkey.BrokerIdentity;
using Voidkey.Testing;
using Voidkey.Testing.Conformance;
using Voidkey.Tests.Providers.Subjects;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>What Google is asked for, call by call, and what of its answers is handed out.</summary>
public sealed class GcpTests : IDisposable
{
    private const string Pool = GoogleCloud.Pool;
    private const string Deployer = GoogleCloud.Deployer;
    private const string Other = "other@example-project.iam.gserviceaccount.com";
    private const string Hop = "hop@example-project.iam.gserviceaccount.com";

    private readonly KeyWorld _world = new();
    private readonly FakeGoogleCloud _google;

    public GcpTests() => _google = GoogleCloud.Trusting(_world.Own, _world.Time).On(_world.Network);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task The_brokers_token_becomes_one_of_the_pool_and_that_one_of_the_service_account()
    {
        var own = _world.Own.Issue(subject: "voidkey", audience: "cloud");
        _world.Token = new BrokerToken(own, TimeSpan.FromMinutes(5));
        var minted = await _world.With(GoogleCloud.Provider, $"serviceAccount: {Deployer}").MintsAsync("""{"sub":"caller-sub","repository":"caller-repository"}""", TimeSpan.FromMinutes(20));

        Assert.Equal(2, _google.Requests.Count);
        var (sts, iam) = (_google.Requests[0], _google.Requests[1]);
        Assert.Equal(("POST", "https://sts.googleapis.com/v1/token"), (sts.Method, sts.Uri.OriginalString));
        Assert.Equal(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&requested_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token"
            + "&audience=%2F%2Fiam.googleapis.com%2Fprojects%2F123456789012%2Flocations%2Fglobal%2FworkloadIdentityPools%2Fvoidkey%2Fproviders%2Fbroker&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Ajwt"
            + $"&scope=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fcloud-platform&subject_token={own.Reveal()}",
            sts.Body);
        Assert.Equal("application/x-www-form-urlencoded", sts.Headers["Content-Type"]);
        Assert.Equal(["Content-Length", "Content-Type"], sts.Headers.Keys.Order(StringComparer.Ordinal));

        Assert.Equal(("POST", $"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{Deployer}:generateAccessToken"), (iam.Method, iam.Uri.OriginalString));
        Assert.Equal("""{"scope":["https://www.googleapis.com/auth/cloud-platform"],"lifetime":"1200s"}""", iam.Body);
        Assert.Equal("application/json", iam.Headers["Content-Type"]);
        Assert.Equal(_google.PrincipalOf("voidkey"), _google.Find(iam.Headers["Authorization"]["Bearer ".Length..])!.Principal);

        Assert.Equal(($"serviceAccount:{Deployer}", The.Moment.AddMinutes(20)), (_google.Find(Field(minted, "AccessToken"))!.Principal, minted.ExpiresAt));
        Assert.Equal(("2026-01-15T12:20:00Z", Deployer, "example-project", "123456789012"), (Field(minted, "Expiration"), Field(minted, "ServiceAccount"), Field(minted, "ProjectId"), Field(minted, "ProjectNumber")));
        Assert.Equal(Deployer, minted.Metadata["serviceAccount"]);
        Assert.Equal("CLOUDSDK_AUTH_ACCESS_TOKEN=AccessToken,GOOGLE_OAUTH_ACCESS_TOKEN=AccessToken", Defaults());
    }

    [Fact]
    public async Task The_callers_token_and_claims_go_to_nobody()
    {
        await _world.With(GoogleCloud.Provider, $"serviceAccount: {Deployer}").MintsAsync("""{"sub":"caller-sub","repository":"caller-repository"}""");
        Assert.All(_google.Requests, static request => Assert.DoesNotContain("caller", $"{request.Uri}{request.Body}{string.Join(' ', request.Headers.Values)}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_service_account_the_pools_own_token_is_handed_out()
    {
        _google.FederatedLifetime = TimeSpan.FromMinutes(50);
        var minted = await _world.With(GoogleCloud.Provider, "scopes: [https://www.googleapis.com/auth/devstorage.read_only, openid]").MintsAsync();

        Assert.Equal("https://www.googleapis.com/auth/devstorage.read_only openid", Assert.Single(_google.Requests).Form["scope"]);
        Assert.Equal(_google.PrincipalOf("voidkey"), _google.Find(Field(minted, "AccessToken"))!.Principal);
        Assert.Equal((The.Moment.AddMinutes(50), "2026-01-15T12:50:00Z"), (minted.ExpiresAt, Field(minted, "Expiration")));
        Assert.Equal(["AccessToken", "Expiration", "ProjectNumber"], _world.Bound.Fields);
        Assert.Empty(minted.Metadata);
        Assert.False(_world.Bound.HonoursLifetime);
        Assert.Equal("CLOUDSDK_AUTH_ACCESS_TOKEN=AccessToken,GOOGLE_OAUTH_ACCESS_TOKEN=AccessToken", Defaults());
    }

    [Theory]
    [InlineData("includeEmail: true", """{"audience":"https://service.example.test","includeEmail":true}""", Deployer)]
    [InlineData("includeEmail: false", """{"audience":"https://service.example.test","includeEmail":false}""", null)]
    [InlineData("", """{"audience":"https://service.example.test","includeEmail":true}""", Deployer)]
    public async Task An_id_token_is_for_its_audience_and_says_itself_until_when_it_works(string member, string body, string? email)
    {
        var minted = await _world.With(GoogleCloud.Provider, $"serviceAccount: {Deployer}\nidToken:\n  audience: https://service.example.test\n  {member}").MintsAsync();

        Assert.Equal(($"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{Deployer}:generateIdToken", body), (_google.Requests[1].Uri.OriginalString, _google.Requests[1].Body));
        Assert.True(_google.Accounts.Verify(Field(minted, "IdToken"), "https://service.example.test", _world.Time.GetUtcNow()));
        Assert.Equal(email, (string?)Claims(Field(minted, "IdToken"))["email"]);
        Assert.Equal((The.Moment.AddHours(1), "2026-01-15T13:00:00Z"), (minted.ExpiresAt, Field(minted, "Expiration")));
        Assert.Equal("GOOGLE_ID_TOKEN=IdToken", Defaults());
        Assert.False(_world.Bound.HonoursLifetime);
    }

    [Fact]
    public async Task An_account_behind_others_is_reached_by_its_delegates()
    {
        _google.AddServiceAccount(new GoogleServiceAccount(Hop, [$"serviceAccount:{Deployer}"])).AddServiceAccount(new GoogleServiceAccount(Other, [$"serviceAccount:{Hop}"]));
        var key = $"serviceAccount: {Other}\ndelegates: [{Deployer}, 'projects/-/serviceAccounts/{Hop}']";
        await _world.With(GoogleCloud.Provider, key).MintsAsync();
        Assert.Equal($"[\"projects/-/serviceAccounts/{Deployer}\",\"projects/-/serviceAccounts/{Hop}\"]", ((JsonObject)JsonNode.Parse(_google.Requests[1].Body)!)["delegates"]!.ToJsonString());

        await _world.With(GoogleCloud.Provider, $"{key}\nidToken: {{ audience: x }}").MintsAsync();
        Assert.Contains($"\"delegates\":[\"projects/-/serviceAccounts/{Deployer}\",", _google.Requests[3].Body, StringComparison.Ordinal);

        var error = await _world.With(GoogleCloud.Provider, $"serviceAccount: {Other}\ndelegates: [{Hop}]").FailsAsync("a link is missing", BrokerErrorCode.MintRefused);
        Assert.Equal("IAM Credentials: status 403, PERMISSION_DENIED", error.Cause);
    }

    [Fact]
    public async Task Another_universe_has_other_hosts_and_another_audience()
    {
        var google = GoogleCloud.Trusting(_world.Own, _world.Time, universe: "universe.example").On(_world.Network);
        await _world.With($"{GoogleCloud.Provider}\nuniverseDomain: universe.example", $"serviceAccount: {Deployer}").MintsAsync();
        Assert.Equal(["https://sts.universe.example/v1/token", $"https://iamcredentials.universe.example{GoogleCloud.Generate}"], google.Requests.Select(static request => request.Uri.OriginalString));
        Assert.Equal($"//iam.universe.example/{Pool}", google.Requests[0].Form["audience"]);
        Assert.Equal("https://www.googleapis.com/auth/cloud-platform", google.Requests[0].Form["scope"]);
        Assert.Empty(_google.Requests);
    }

    [Theory]
    [InlineData("https://sts.private.example", "https://iam.private.example", "https://sts.private.example/v1/token", "https://iam.private.example/v1/")]
    [InlineData("https://sts.private.example/", "https://iam.private.example/a/b/", "https://sts.private.example/v1/token", "https://iam.private.example/a/b/v1/")]
    public async Task Both_services_may_be_elsewhere(string sts, string iam, string stsUrl, string iamUrl)
    {
        _world.Network.Map(sts, _google.AnswerStsAsync).Map(iam, _google.AnswerIamAsync);
        var result = await _world.With($"{GoogleCloud.Provider}\nstsEndpoint: {sts}\niamEndpoint: {iam}", $"serviceAccount: {Deployer}").MintAsync();
        Assert.Equal(iam.EndsWith("b/", StringComparison.Ordinal), !result.TryGet(out _, out _));
        Assert.Equal([stsUrl, $"{iamUrl}{GoogleCloud.Generate["/v1/".Length..]}"], _world.Network.Requests.Select(static request => request.Uri.OriginalString));
        Assert.Equal(new Uri(sts).Authority, _world.Bound.Destination);
    }

    [Theory]
    [InlineData("//iam.googleapis.com/"), InlineData("https://iam.googleapis.com/")]
    public async Task The_providers_name_may_begin_with_its_host(string prefix)
    {
        await _world.With($"type: gcp\nworkloadIdentityProvider: {prefix}{Pool}", $"serviceAccount: {Deployer}").MintsAsync();
        Assert.Equal($"//iam.googleapis.com/{Pool}", _google.Requests[0].Form["audience"]);
    }

    [Fact]
    public async Task What_the_provider_says_is_for_keys_that_say_nothing()
    {
        _google.AddServiceAccount(new GoogleServiceAccount(Other, [_google.PrincipalOf("voidkey")]));
        await _world.With($"{GoogleCloud.Provider}\nserviceAccount: {Deployer}", "description: x").MintsAsync();
        await _world.With($"{GoogleCloud.Provider}\nserviceAccount: {Deployer}", $"serviceAccount: {Other}").MintsAsync();
        Assert.Contains(Deployer, _google.Requests[1].Uri.OriginalString, StringComparison.Ordinal);
        Assert.Contains(Other, _google.Requests[3].Uri.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_lives_an_hour_and_longer_only_where_the_organisation_lets_it()
    {
        _world.With(GoogleCloud.Provider, $"serviceAccount: {Deployer}");
        Assert.Equal(new LifetimeRange(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), _world.Bound.Lifetimes);
        await _world.MintsAsync(lifetime: TimeSpan.FromSeconds(1));

        _world.With(GoogleCloud.Provider, $"serviceAccount: {Deployer}\nlifetimeExtension: true\nduration: 12h");
        Assert.Equal(TimeSpan.FromHours(12), _world.Bound.Lifetimes.Maximum);
        Assert.EndsWith(", INVALID_ARGUMENT", (await _world.FailsAsync("no such policy", BrokerErrorCode.MintRefused, lifetime: TimeSpan.FromHours(12))).Cause, StringComparison.Ordinal);

        _google.AddServiceAccount(new GoogleServiceAccount(Deployer, [_google.PrincipalOf("voidkey")], MayExtend: true));
        Assert.Equal(The.Moment.AddHours(12), (await _world.MintsAsync(lifetime: TimeSpan.FromHours(12))).ExpiresAt);
    }

    [Fact]
    public async Task Who_is_not_known_at_the_pool_gets_no_further()
    {
        _world.With(GoogleCloud.Provider, $"serviceAccount: {Deployer}");
        foreach (var (why, token) in new[]
        {
            ("another audience", _world.Own.Issue("voidkey", "elsewhere")), ("a stranger's signature", _world.Own.Issue("voidkey", "cloud", signWith: SigningKey.Create("ES256"))),
            ("a subject too long", _world.Own.Issue(new string('x', 128), "cloud")), ("expired", _world.Own.Issue("voidkey", "cloud", TimeSpan.FromMinutes(-1))), ("too long a life", _world.Own.Issue("voidkey", "cloud", TimeSpan.FromHours(48))),
        })
        {
            _world.Token = new BrokerToken(token, TimeSpan.FromMinutes(5));
            Assert.Equal("Google STS: status 400, invalid_grant", (await _world.FailsAsync(why, BrokerErrorCode.MintRefused)).Cause);
        }

        Assert.All(_google.Requests, static request => Assert.Equal("/v1/token", request.Uri.AbsolutePath));
        _world.Token = null;
        await _world.MintsAsync();
    }

    [Fact]
    public async Task An_account_that_is_not_for_the_broker_is_refused()
    {
        _google.AddServiceAccount(new GoogleServiceAccount(Other, [_google.PrincipalOf("somebody-else")]));
        Assert.Equal("IAM Credentials: status 403, PERMISSION_DENIED", (await _world.With(GoogleCloud.Provider, $"serviceAccount: {Other}").FailsAsync("another's", BrokerErrorCode.MintRefused)).Cause);
        Assert.Equal("IAM Credentials: status 404, NOT_FOUND", (await _world.With(GoogleCloud.Provider, "serviceAccount: nobody@example-project.iam.gserviceaccount.com").FailsAsync("nobody", BrokerErrorCode.MintRefused)).Cause);
    }

    /// <summary>Those that are asked of an access token are in <see cref="ConformanceTests"/>.</summary>
    [Theory, MemberData(nameof(Promises))]
    public Task Every_kind_of_key_keeps_the_promises_of_a_provider(string kind, string promise) => ProviderConformance.CheckAsync(promise, kind == "IdToken" ? GcpSubject.IdToken : GcpSubject.Federated);

    public static TheoryData<string, string> Promises
    {
        get
        {
            var table = new TheoryData<string, string>();
            foreach (var promise in ProviderConformance.Names)
            {
                table.Add("IdToken", promise);
                table.Add("Federated", promise);
            }

            return table;
        }
    }

    private string Defaults() => string.Join(',', _world.Bound.DefaultOutputs.Select(static output => $"{output.Key}={output.Value}"));

    private static string Field(MintedCredential minted, string name) => minted.Fields[name].Reveal();

    private static JsonObject Claims(string jwt) => (JsonObject)JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(jwt.Split('.')[1]))!;
}
