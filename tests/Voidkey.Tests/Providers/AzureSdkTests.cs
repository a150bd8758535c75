using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.Identity.Client;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>Microsoft's own SDK and our provider against the same fake: what the one sends the other sends, and what the fake answers both accept.</summary>
public sealed class AzureSdkTests : IDisposable
{
    private const string Audience = "api://AzureADTokenExchange";

    private readonly FakeNetwork _network = new();
    private readonly FakeIdp _idp = new("https://broker-idp.example.test", TimeProvider.System);
    private readonly FakeEntra _entra;

    public AzureSdkTests()
    {
        _entra = EntraTenant.Trusting(_idp, TimeProvider.System, Audience, "RS256");
        foreach (var host in new[] { EntraTenant.Public, "https://login.microsoftonline.us", "https://login.partner.microsoftonline.cn" }) _network.Map(host, _entra.AnswerAsync);
    }

    public void Dispose() => _network.Dispose();

    /// <summary>But for <c>client_info</c>, which asks who the user is: there is none.</summary>
    [Theory]
    [InlineData("", "https://login.microsoftonline.com"), InlineData("cloud: usgov", "https://login.microsoftonline.us"), InlineData("authorityHost: https://login.partner.microsoftonline.cn/", "https://login.partner.microsoftonline.cn"), InlineData("cloud: china", "https://login.partner.microsoftonline.cn")]
    public async Task A_token_is_asked_for_as_by_the_SDK(string cloud, string authority)
    {
        var given = await Credential(authority, _idp.Issue("voidkey", Audience)).GetTokenAsync(new TokenRequestContext([EntraTenant.Management]), The.Limit);
        Assert.True(_entra.Tokens.Verify(given.Token, "https://management.azure.com", TimeProvider.System.GetUtcNow()));

        var now = TimeProvider.System.GetUtcNow();
        using var world = new KeyWorld(_network, now) { Token = new(_idp.Issue("voidkey", Audience), TimeSpan.FromMinutes(5)) };
        var minted = await world.With($"{EntraTenant.Provider}\n{cloud}".TrimEnd(), $"scopes: [{EntraTenant.Management}]").MintsAsync();
        Assert.True(_entra.Tokens.Verify(minted.Fields["AccessToken"].Reveal(), "https://management.azure.com", TimeProvider.System.GetUtcNow()));
        Assert.InRange(minted.ExpiresAt, given.ExpiresOn.AddMinutes(-1), given.ExpiresOn.AddMinutes(1));

        Assert.Equal(2, _entra.Requests.Count);
        var (theirs, ours) = (_entra.Requests[0], _entra.Requests[1]);
        Assert.Equal((theirs.Method, theirs.Uri), (ours.Method, ours.Uri));
        Assert.Equal($"{authority}/{EntraTenant.Id}/oauth2/v2.0/token", ours.Uri.OriginalString);
        Assert.Equal(theirs.Headers["Content-Type"], ours.Headers["Content-Type"]);
        Assert.False(theirs.Headers.ContainsKey("Authorization") || ours.Headers.ContainsKey("Authorization"));
        Assert.Equal(Meant(theirs), Meant(ours));
    }

    [Theory]
    [InlineData("a stranger's subject", "AADSTS700213"), InlineData("another audience", "AADSTS700212"), InlineData("a resource that is none", "AADSTS500011")]
    public async Task The_SDK_understands_the_fakes_refusals_as_we_do(string why, string number)
    {
        var assertion = _idp.Issue(why.EndsWith("subject", StringComparison.Ordinal) ? "stranger" : "voidkey", why.EndsWith("audience", StringComparison.Ordinal) ? "cloud" : Audience);
        var scope = why.EndsWith("none", StringComparison.Ordinal) ? "api://nobody/.default" : EntraTenant.Management;
        var refused = await Assert.ThrowsAsync<AuthenticationFailedException>(() => Credential(EntraTenant.Public, assertion).GetTokenAsync(new TokenRequestContext([scope]), The.Limit).AsTask());
        Assert.Contains(number, Assert.IsType<MsalServiceException>(refused.InnerException).Message, StringComparison.Ordinal);

        using var world = new KeyWorld(_network, TimeProvider.System.GetUtcNow()) { Token = new(assertion, TimeSpan.FromMinutes(5)) };
        Assert.EndsWith($", {number}", (await world.With(EntraTenant.Provider, $"scopes: [{scope}]").FailsAsync(why, BrokerErrorCode.MintRefused)).Cause, StringComparison.Ordinal);
    }

    // Two assertions differ.
    private static IEnumerable<string> Meant(RecordedRequest request) =>
        request.Form.Where(static parameter => parameter.Key is not ("client_assertion" or "client_info")).Select(static parameter => $"{parameter.Key}={parameter.Value}").Order(StringComparer.Ordinal);

    private ClientAssertionCredential Credential(string authority, Secret assertion)
    {
        var options = new ClientAssertionCredentialOptions { AuthorityHost = new Uri(authority), Transport = new HttpClientTransport(_network), DisableInstanceDiscovery = true };
        options.Retry.MaxRetries = 0;
        return new ClientAssertionCredential(EntraTenant.Id, EntraTenant.Client, _ => Task.FromResult(assertion.Reveal()), options);
    }
}
