using System.Buffers.Text;
using System.Text.Json;
using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>
/// The broker proves who it is without a secret, at an authorisation server that is not ours. What it then is to others the same server says: it exchanges
/// the broker's token for one that names its subject.
/// </summary>
public sealed class BrokerProofTests(World world, RegisteredClients clients) : IClassFixture<RegisteredClients>
{
    private const string Reports = "REPORTS";
    private const string SecretVariable = "EXCHANGE_SECRET";

    [Theory]
    [InlineData("RS256", false), InlineData("ES256", false), InlineData("PS256", true)]
    public async Task A_signed_assertion_is_accepted(string algorithm, bool isSaid)
    {
        _ = world.Callers;
        var client = RegisteredClients.Signs + algorithm;
        string[] lines = ["clientId: " + client, "privateKeyFile: " + clients.KeyFile(algorithm), $"privateKeyId: {client}-key", .. isSaid ? ["signingAlgorithm: " + algorithm, "assertionAudience: " + clients.Provider.Issuer] : Array.Empty<string>()];
        Assert.Equal(client, await BrokerIsAsync(lines));
    }

    [Theory]
    [InlineData("ES256", "RS256", "invalid_client"), InlineData("RS256", "PS256", "invalid_client")]
    public async Task A_key_of_another_client_is_refused_and_the_log_says_so(string mine, string other, string code)
    {
        _ = world.Callers;
        await using var broker = await BrokerServer.StartAsync(SetupOf(["clientId: " + RegisteredClients.Signs + mine, "privateKeyFile: " + clients.KeyFile(other)]));
        (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), Reports)).Is(503, "SERVICE_UNAVAILABLE", "broker_identity");
        await Poll.UntilAsync("the log says why", TimeSpan.FromSeconds(5), () => Task.FromResult(broker.Process.Log.Contains(code, StringComparison.Ordinal)), broker.Process);
    }

    [Fact]
    public async Task A_certificate_that_an_authority_issued_is_accepted()
    {
        _ = world.Callers;
        string[] lines = ["clientId: " + RegisteredClients.ShowsIssued, "clientCertificateFile: " + clients.Issued.File, "clientKeyFile: " + clients.Issued.KeyFile, "tokenEndpointAuthMethod: tls_client_auth"];
        Assert.Equal(RegisteredClients.ShowsIssued, await BrokerIsAsync(lines));
    }

    [Fact]
    public async Task A_certificate_that_is_registered_as_it_is_is_accepted()
    {
        _ = world.Callers;
        string[] lines = ["clientId: " + RegisteredClients.ShowsOwn, "clientCertificateFile: " + clients.OwnFile("pem"), "clientKeyFile: " + clients.OwnFile("key"), "tokenEndpointAuthMethod: self_signed_tls_client_auth"];
        Assert.Equal(RegisteredClients.ShowsOwn, await BrokerIsAsync(lines));
    }

    [Theory]
    [InlineData(RegisteredClients.ShowsOwn), InlineData(RegisteredClients.ShowsIssued)]
    public async Task A_certificate_of_another_client_is_refused(string client)
    {
        _ = world.Callers;
        var (certificate, key) = client == RegisteredClients.ShowsOwn ? (clients.Issued.File, clients.Issued.KeyFile) : (clients.OwnFile("pem"), clients.OwnFile("key"));
        await using var broker = await BrokerServer.StartAsync(SetupOf(["clientId: " + client, "clientCertificateFile: " + certificate, "clientKeyFile: " + key]));
        (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), Reports)).Is(503, "SERVICE_UNAVAILABLE", "broker_identity");
    }

    [Fact]
    public async Task A_certificate_is_replaced_while_the_broker_runs()
    {
        _ = world.Callers;
        var folder = RunFolder.Make("replaced-certificate");
        var (certificate, key) = (Path.Combine(folder, "client.pem"), Path.Combine(folder, "client.key"));
        Copy(clients.OwnFile("pem"), clients.OwnFile("key"));
        await using var broker = await BrokerServer.StartAsync(SetupOf(["clientId: " + RegisteredClients.ShowsIssued, "clientCertificateFile: " + certificate, "clientKeyFile: " + key]));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);
        (await broker.MintAsync(token, Reports)).Is(503, "SERVICE_UNAVAILABLE", "broker_identity");

        Copy(clients.Issued.File, clients.Issued.KeyFile);
        await Poll.UntilAsync("the new one is shown", TimeSpan.FromSeconds(15), async () => (await broker.MintAsync(token, Reports)).Status == 200, broker.Process);

        void Copy(string fromCertificate, string fromKey)
        {
            File.Copy(fromCertificate, certificate, overwrite: true);
            File.Copy(fromKey, key, overwrite: true);
        }
    }

    [Fact]
    public async Task A_token_in_a_file_is_the_brokers_own_and_is_replaced_while_it_runs()
    {
        var path = Path.Combine(RunFolder.Make("token-file"), "token");
        await File.WriteAllTextAsync(path, await world.Brokers.TokenAsync("broker-basic", "urn:sts") + "\n");
        await using var broker = await BrokerServer.StartAsync(SetupOf(["tokenFile: " + path], world.Brokers));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);
        Assert.Equal("broker-basic", await SubjectAsync(broker, token));

        await File.WriteAllTextAsync(path + ".next", await world.Brokers.TokenAsync("other-job", "urn:sts"));
        File.Move(path + ".next", path, overwrite: true);
        await Poll.UntilAsync("the new one is shown", TimeSpan.FromSeconds(15), async () => await SubjectAsync(broker, token) == "other-job", broker.Process);

        // What is no token changes nothing while the last one is good.
        await File.WriteAllTextAsync(path, "not a token");
        await Poll.UntilAsync("the log says so", TimeSpan.FromSeconds(15), async () => await SubjectAsync(broker, token) == "other-job" && broker.Process.Log.Contains(path + ": it holds something else", StringComparison.Ordinal), broker.Process);
    }

    private async Task<string?> BrokerIsAsync(string[] lines)
    {
        await using var broker = await BrokerServer.StartAsync(SetupOf(lines));
        return await SubjectAsync(broker, await world.Callers.TokenAsync(BrokerSetup.Subject));
    }

    private static async Task<string?> SubjectAsync(BrokerServer broker, string token)
    {
        var minted = (await broker.MintAsync(token, Reports)).Ok.GetProperty("credentials").GetProperty(Reports).GetProperty("ACCESS_TOKEN").GetString()!;
        Canaries.Add(minted.Split('.')[2]);
        return JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(minted.Split('.')[1])).GetProperty("exchanged_for").GetString();
    }

    private BrokerSetup SetupOf(string[] proof, IdentityProvider? provider = null)
    {
        var asked = provider ?? clients.Provider;
        var caFile = provider is null ? $"caFile: '{clients.Server.AuthorityFile}'" : "";
        return BrokerSetup.WithoutCloud(world) with
        {
            Brokers = asked.Issuer,
            Proof = string.Join("\n  ", provider is null ? [.. proof, caFile] : proof),
            IsForeignGranted = false,
            MoreProviders = $"- {{ name: sso, type: oauth2-token-exchange, tokenEndpoint: '{asked.TokenEndpoint}', clientId: broker-basic, clientSecret: '${{{SecretVariable}}}', tokenEndpointAuthMethod: client_secret_basic, subjectTokenType: 'urn:ietf:params:oauth:token-type:access_token'{(caFile.Length > 0 ? ", " + caFile : "")} }}",
            MoreEnvironment = new Dictionary<string, string> { [SecretVariable] = IdentityProvider.SecretOf("broker-basic") },
            MoreKeys = $"{Reports}: {{ provider: sso, resource: '{IdentityProvider.ForReports}' }}",
        };
    }
}
