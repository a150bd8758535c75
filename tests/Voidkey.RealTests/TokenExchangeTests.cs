using System.Buffers.Text;
using System.Text.Json;
using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>The broker's token in exchange for another (RFC 8693), at an authorisation server that is not ours.</summary>
public sealed class TokenExchangeTests(World world)
{
    private const string Reports = "REPORTS";
    private const string SecretVariable = "EXCHANGE_SECRET";

    [Theory]
    [InlineData("broker-basic", "client_secret_basic"), InlineData("broker-post", "client_secret_post")]
    public async Task A_token_for_another_service_is_had_for_the_brokers_own(string client, string method)
    {
        await using var broker = await BrokerServer.StartAsync(SetupOf(client, IdentityProvider.SecretOf(client), method, IdentityProvider.ForReports));
        var minted = (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), Reports)).Ok;

        var values = minted.GetProperty("credentials").GetProperty(Reports);
        var claims = ClaimsOf(Canaries.Add(values.GetProperty("ACCESS_TOKEN").GetString()!));
        Assert.Equal((world.Brokers.Issuer, "reports", client, "broker-post"), (Text(claims, "iss"), Text(claims, "aud"), Text(claims, "client_id"), Text(claims, "exchanged_for")));
        Assert.Equal(claims.GetProperty("exp").GetInt64(), minted.GetProperty("keys").GetProperty(Reports).GetProperty("expiresAt").GetDateTimeOffset().ToUnixTimeSeconds(), 1.0);
        Assert.Equal(Text(claims, "jti"), broker.AuditRecords()[^1].GetProperty("credentials")[0].GetProperty("reference").GetString());
    }

    [Fact]
    public async Task The_same_is_had_by_describing_it_in_the_configuration_alone()
    {
        const string Client = "broker-basic";
        var basic = Canaries.Add(Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"{Client}:{IdentityProvider.SecretOf(Client)}")));
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world) with
        {
            IsForeignGranted = false,
            MoreEnvironment = new Dictionary<string, string> { [SecretVariable] = basic },
            MoreProviders = $"- {{ name: sso, type: http, url: '{world.Brokers.TokenEndpoint}', authorization: none, headers: {{ Authorization: 'Basic ${{{SecretVariable}}}' }}, "
                + "form: { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', subject_token: '${broker:token}', subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' }, "
                + "response: { fields: { AccessToken: access_token }, expiresIn: expires_in, errorCode: error } }",
            MoreKeys = $"{Reports}: {{ provider: sso, form: {{ resource: '{IdentityProvider.ForReports}' }} }}",
        });
        var minted = (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), Reports)).Ok;

        var claims = ClaimsOf(Canaries.Add(minted.GetProperty("credentials").GetProperty(Reports).GetProperty("ACCESS_TOKEN").GetString()!));
        Assert.Equal(("reports", "broker-post"), (Text(claims, "aud"), Text(claims, "exchanged_for")));
        Assert.Equal(Text(claims, "jti"), broker.AuditRecords()[^1].GetProperty("credentials")[0].GetProperty("reference").GetString());
    }

    [Theory]
    [InlineData("broker-basic", "client_secret_post", IdentityProvider.ForReports, "invalid_client"), InlineData("broker-basic", "client_secret_basic", "urn:nowhere", "invalid_target")]
    public async Task What_the_server_refuses_is_refused_with_its_word_in_the_log_alone(string client, string method, string resource, string code)
    {
        await using var broker = await BrokerServer.StartAsync(SetupOf(client, IdentityProvider.SecretOf(client), method, resource));
        var refused = (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), Reports)).Is(502, "CREDENTIAL_MINT_FAILED", "refused");

        Assert.DoesNotContain(code, refused.Body, StringComparison.Ordinal);
        await Poll.UntilAsync("the log says why", TimeSpan.FromSeconds(5), () => Task.FromResult(broker.Process.Log.Contains(code, StringComparison.Ordinal)), broker.Process);
    }

    private BrokerSetup SetupOf(string client, string secret, string method, string resource) => BrokerSetup.WithoutCloud(world) with
    {
        IsForeignGranted = false,
        MoreProviders = $"- {{ name: sso, type: oauth2-token-exchange, tokenEndpoint: '{world.Brokers.TokenEndpoint}', clientId: {client}, clientSecret: '${{{SecretVariable}}}', tokenEndpointAuthMethod: {method}, subjectTokenType: 'urn:ietf:params:oauth:token-type:access_token' }}",
        MoreEnvironment = new Dictionary<string, string> { [SecretVariable] = secret },
        MoreKeys = $"{Reports}: {{ provider: sso, resource: '{resource}' }}",
    };

    private static JsonElement ClaimsOf(string jwt) => JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(jwt.Split('.')[1]));

    private static string? Text(JsonElement claims, string name) => claims.GetProperty(name).GetString();
}
