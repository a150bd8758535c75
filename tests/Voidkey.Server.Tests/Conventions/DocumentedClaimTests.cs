using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Providers;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>The example of claims in docs/configuration.md, minted as it stands there.</summary>
public sealed partial class DocumentedClaimTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("voidkey-documented-");
    private readonly Secret _clientSecret = Canary.Make("client-secret");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_the_example_says_of_its_token_arrives_and_is_handed_out()
    {
        var shown = Example().Match(Source.Read("docs", "configuration.md"));
        var idp = new FakeIdp("https://ci.example.test", TimeProvider.System);
        idp.AddClient("broker", _clientSecret);
        var sts = new FakeSts(idp, TimeProvider.System).AddRole(new StsRole("arn:aws:iam::123456789012:role/Artifacts", idp.Issuer, "sts", "broker", 3600));
        using var http = new OutboundHttp(new FakeNetwork().Map(idp).Map("https://sts.eu-central-1.amazonaws.com", sts.AnswerAsync));
        await using var host = BrokerHost.Start(Load(idp, shown.Groups["yaml"].Value, http), http, TimeProvider.System, NullLoggerFactory.Instance);

        var token = idp.Issue(claims: (JsonObject)JsonNode.Parse(shown.Groups["claims"].Value)!);
        var minting = await host.Current.Broker.MintAsync(new MintCommand(token, ["ARTIFACTS"], null, null, new RequestOrigin("request", null)), TestContext.Current.CancellationToken);
        Assert.True(minting.TryGet(out var minted, out var error), error?.ToString());

        var asked = Assert.Single(sts.Requests).Parameters;
        Assert.Equal(
            shown.Groups["result"].Value,
            $"RoleSessionName={asked["RoleSessionName"]}\nPolicy={asked["Policy"]}\nARTIFACTS={Assert.Single(minted.Keys).Variables["ARTIFACTS"]}\n");
    }

    private BrokerSnapshot Load(FakeIdp idp, string identities, OutboundHttp http)
    {
        var file = Path.Combine(_folder.FullName, "config.yaml");
        File.WriteAllText(file, $$"""
            brokerIdp: { issuer: "{{idp.Issuer}}", audience: sts, clientId: broker, clientSecret: "{{_clientSecret.Reveal()}}" }
            clientIdps: [ { name: ci, issuer: "{{idp.Issuer}}", audience: voidkey } ]
            accessProviders: [ { name: aws-prod, type: aws-sts, region: eu-central-1 } ]
            audit: { sinks: [ { type: file, path: "{{Path.Combine(_folder.FullName, "audit.jsonl")}}" } ] }

            """ + identities);
        var loaded = ConfigLoader.Load(file, new ConfigEnvironment(new Dictionary<string, string>()), BuiltInProviders.Create(http, TimeProvider.System));
        Assert.Empty(loaded.Problems);
        return loaded.Snapshot!;
    }

    [GeneratedRegex(@"^## What depends on the caller.*?^```yaml\n(?<yaml>.*?)^```.*?^```json\n(?<claims>.*?)^```.*?^```text\n(?<result>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Example();
}
