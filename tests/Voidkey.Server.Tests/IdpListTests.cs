using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Providers;
using Voidkey.Server.Hosting;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>What <c>GET /v1/idps</c> says of the client IdPs.</summary>
public sealed class IdpListTests
{
    [Fact]
    public async Task A_provider_that_is_known_is_called_by_its_name()
    {
        const string Yaml = """
            brokerIdp: { issuer: "https://broker.example.test", audience: sts.example.test, clientId: voidkey, clientSecret: not-a-real-one }
            clientIdps: [ { name: github, provider: github-actions, audience: voidkey }, { name: own, issuer: "https://own.example.test", audience: voidkey } ]
            accessProviders: [ { name: aws, type: aws-sts, region: eu-central-1 } ]
            clientIdentities: [ { idp: own, subject: a, keys: { AWS: { provider: aws, roleArn: "arn:aws:iam::123456789012:role/Deploy" } } } ]
            """;
        var providers = (JsonArray)JsonNode.Parse(await GetAsync(Yaml, "/v1/idps"))!["providers"]!;

        Assert.Equal(
            [("github", "https://token.actions.githubusercontent.com", "github-actions"), ("own", "https://own.example.test", "oidc")],
            providers.Select(static idp => ((string)idp!["name"]!, (string)idp["issuer"]!, (string)idp["type"]!)));
    }

    private static async Task<string> GetAsync(string yaml, string path)
    {
        var folder = Directory.CreateTempSubdirectory("voidkey-idps-").FullName;
        try
        {
            var file = Path.Combine(folder, "config.yaml");
            await File.WriteAllTextAsync(file, $"{yaml}\naudit: {{ sinks: [ {{ type: file, path: {Path.Combine(folder, "audit.jsonl")} }} ] }}\n", TestContext.Current.CancellationToken);
            using var http = new OutboundHttp(new FakeNetwork());
            var source = new ConfigSource(file, new ConfigEnvironment(new Dictionary<string, string>()), BuiltInProviders.Create(http, TimeProvider.System));
            var loaded = source.Load();
            await using var host = BrokerHost.Start(loaded.Snapshot!, http, TimeProvider.System, NullLoggerFactory.Instance);
            var reload = new ConfigReload(host, source, loaded, TimeProvider.System, NullLoggerFactory.Instance, static _ => { });
            await using var app = ServerHost.Build(host, new Listening([new Uri("http://127.0.0.1:0")], [], null), NullLoggerFactory.Instance, TimeProvider.System, new Readiness(host, TimeProvider.System), reload);
            await app.StartAsync(TestContext.Current.CancellationToken);

            using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
            using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(app.Urls.Single()), path)), TestContext.Current.CancellationToken);
            return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
