using System.Text.Json.Nodes;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;
using Voidkey.Access;
using Voidkey.Testing;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>Google's own SDK and our provider against the same fake: what the one sends the other sends, and what the fake answers both accept.</summary>
public sealed class GoogleSdkTests : IDisposable
{
    private const string Service = "https://service.example.test";

    private readonly ConfigFolder _folder = new();
    private readonly FakeNetwork _network = new();
    private readonly FakeIdp _idp = new("https://broker-idp.example.test", TimeProvider.System, "ES256");
    private readonly FakeGoogleCloud _google;

    public GoogleSdkTests() => _google = GoogleCloud.Trusting(_idp, TimeProvider.System, audience: null).On(_network);

    public void Dispose()
    {
        _network.Dispose();
        _folder.Dispose();
    }

    /// <summary>But for the scope of a token that nobody is handed: the SDK asks for <c>…/auth/iam</c>, Google's REST guide and its action for GitHub for <c>…/auth/cloud-platform</c>.</summary>
    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task An_access_token_is_asked_for_as_by_the_SDK(bool isImpersonated)
    {
        var given = await ((ITokenAccess)Credential(isImpersonated)).GetAccessTokenForRequestAsync(null, The.Limit);
        Assert.Equal(isImpersonated ? $"serviceAccount:{GoogleCloud.Deployer}" : _google.PrincipalOf("voidkey"), _google.Find(given)!.Principal);

        var minted = await OursAsync(isImpersonated ? $"serviceAccount: {GoogleCloud.Deployer}" : "description: x");
        Assert.Equal(_google.Find(given)! with { Scopes = [], ExpiresAt = default }, _google.Find(minted.Fields["AccessToken"].Reveal())! with { Scopes = [], ExpiresAt = default });
        SentAlike(isImpersonated ? 2 : 1, isImpersonated);
    }

    [Fact]
    public async Task An_id_token_is_asked_for_as_by_the_SDK()
    {
        var account = Credential(isImpersonated: false).Impersonate(new ImpersonatedCredential.Initializer(GoogleCloud.Deployer) { HttpClientFactory = new Factory(_network) });
        var given = await (await account.GetOidcTokenAsync(OidcTokenOptions.FromTargetAudience(Service), The.Limit)).GetAccessTokenAsync(The.Limit);
        Assert.True(_google.Accounts.Verify(given, Service, TimeProvider.System.GetUtcNow()));

        var minted = await OursAsync($"serviceAccount: {GoogleCloud.Deployer}\nidToken: {{ audience: {Service} }}");
        Assert.True(_google.Accounts.Verify(minted.Fields["IdToken"].Reveal(), Service, TimeProvider.System.GetUtcNow()));
        SentAlike(2, isImpersonated: true);
    }

    [Fact]
    public async Task The_SDK_understands_the_fakes_refusals()
    {
        var refused = await Assert.ThrowsAsync<TokenResponseException>(() => ((ITokenAccess)Credential(true, audience: "elsewhere")).GetAccessTokenForRequestAsync(null, The.Limit));
        Assert.Equal("invalid_grant", refused.Error.Error);

        _google.AddServiceAccount(new GoogleServiceAccount(GoogleCloud.Deployer, []));
        refused = await Assert.ThrowsAsync<TokenResponseException>(() => ((ITokenAccess)Credential(true)).GetAccessTokenForRequestAsync(null, The.Limit));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private GoogleCredential Credential(bool isImpersonated, string audience = GoogleCloud.Audience)
    {
        var json = new JsonObject
        {
            ["type"] = "external_account",
            ["audience"] = $"//iam.googleapis.com/{GoogleCloud.Pool}",
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
            ["token_url"] = $"{GoogleCloud.Sts}/v1/token",
            ["credential_source"] = new JsonObject { ["file"] = _folder.Write("token", _idp.Issue("voidkey", audience).Reveal()) },
        };
        if (isImpersonated) json["service_account_impersonation_url"] = $"{GoogleCloud.Iam}{GoogleCloud.Generate}";
        return CredentialFactory.FromJson(json.ToJsonString(), "external_account").CreateScoped(FakeGoogleCloud.CloudPlatform).CreateWithHttpClientFactory(new Factory(_network));
    }

    private async Task<MintedCredential> OursAsync(string key)
    {
        using var world = new KeyWorld(_network, TimeProvider.System.GetUtcNow());
        world.Token = new(_idp.Issue("voidkey", GoogleCloud.Audience), TimeSpan.FromMinutes(5));
        return await world.With(GoogleCloud.Provider, key).MintsAsync(lifetime: TimeSpan.FromHours(1));
    }

    // The SDK's calls, then ours.
    private void SentAlike(int calls, bool isImpersonated)
    {
        Assert.Equal(2 * calls, _google.Requests.Count);
        for (var i = 0; i < calls; i++)
        {
            var (theirs, ours) = (_google.Requests[i], _google.Requests[calls + i]);
            Assert.Equal((theirs.Method, theirs.Uri), (ours.Method, ours.Uri));
            Assert.Equal(MediaType(theirs), MediaType(ours));
            Assert.Equal(theirs.Headers.ContainsKey("Authorization"), ours.Headers.ContainsKey("Authorization"));
            if (i > 0) Assert.Equal(Meant(theirs.Body), Meant(ours.Body));
            else Assert.Equal(Meant(theirs.Form, isImpersonated), Meant(ours.Form, isImpersonated));
        }
    }

    private static string MediaType(RecordedRequest request) => request.Headers["Content-Type"].Split(';')[0];

    // Two tokens of the broker differ.
    private static IEnumerable<string> Meant(IReadOnlyDictionary<string, string> form, bool isImpersonated) =>
        form.Where(parameter => parameter.Key != "subject_token" && !(isImpersonated && parameter.Key == "scope")).Select(static parameter => $"{parameter.Key}={parameter.Value}").Order(StringComparer.Ordinal);

    // The SDK says that there are no delegates; we do not speak of them.
    private static string Meant(string body)
    {
        var json = (JsonObject)JsonNode.Parse(body)!;
        if (json["delegates"] is JsonArray { Count: 0 }) json.Remove("delegates");
        return string.Join(',', json.Select(static member => $"{member.Key}={member.Value!.ToJsonString()}").Order(StringComparer.Ordinal));
    }

    private sealed class Factory(FakeNetwork network) : HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => network;
    }
}
