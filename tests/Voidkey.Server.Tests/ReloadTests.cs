using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>The configuration changes under requests, and none of them notices but by its answer.</summary>
public sealed class ReloadTests : IAsyncLifetime
{
    private const int Swaps = 50;
    private const int Callers = 4;

    private readonly ServerWorld _world = new();
    private string _first = "";

    /// <summary>Everything in it has another name, and its records go elsewhere.</summary>
    private string Second => _first
        .Replace("name: ci,", "name: second-ci,", StringComparison.Ordinal).Replace("idp: ci", "idp: second-ci", StringComparison.Ordinal).Replace("default: ci", "default: second-ci", StringComparison.Ordinal)
        .Replace("name: aws,", "name: second-aws,", StringComparison.Ordinal).Replace("provider: aws,", "provider: second-aws,", StringComparison.Ordinal)
        .Replace("AWS_", "SECOND_", StringComparison.Ordinal).Replace("audit.jsonl", "second.jsonl", StringComparison.Ordinal);

    public async ValueTask InitializeAsync()
    {
        await _world.InitializeAsync();
        _first = await File.ReadAllTextAsync(_world.ConfigFile);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Under_steady_load_no_request_is_lost_or_sees_a_mix_and_every_grant_is_recorded()
    {
        string[] configurations = ["ci aws AWS_DEPLOY AWS_READ", "second-ci second-aws SECOND_DEPLOY SECOND_READ"];
        using var ended = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(_ => CallAsync(ended.Token)).ToArray();
        var own = new List<(string Said, string MintId)>();
        for (var i = 1; i <= Swaps; i++)
        {
            await PutInForceAsync(i % 2 == 0 ? _first : Second);
            own.Add(await MintAsync());
            Assert.Equal(configurations[i % 2], own[^1].Said);
        }

        await ended.CancelAsync();
        var answers = (await Task.WhenAll(callers)).SelectMany(static seen => seen).Concat(own).ToArray();
        Assert.All(answers, answer => Assert.Contains(answer.Said, configurations));
        foreach (var (file, idp) in new[] { ("audit.jsonl", "ci"), ("second.jsonl", "second-ci") })
        {
            var recorded = await RecordedAsync(file);
            Assert.Equal(answers.Where(answer => answer.Said.StartsWith($"{idp} ", StringComparison.Ordinal)).Select(static answer => answer.MintId).Order(StringComparer.Ordinal), recorded.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Health_is_degraded_while_a_changed_configuration_is_refused_and_every_listing_follows_a_good_one()
    {
        await PutInForceAsync("not: good\n");
        var health = (await _world.SendAsync("GET", "/health")).Json;
        Assert.Equal(("degraded", "degraded"), ((string?)health["status"], (string?)health["checks"]!["configuration"]));
        Assert.Equal("""["AWS_DEPLOY","AWS_READ"]""", (await _world.SendAsync("GET", "/credentials/keys", _world.Token())).Body);

        await PutInForceAsync(Second.Replace("limits: { enabled: false }", "limits: { enabled: false, maxKeys: 1 }", StringComparison.Ordinal));
        health = (await _world.SendAsync("GET", "/health")).Json;
        Assert.Equal(("ok", "ok"), ((string?)health["status"], (string?)health["checks"]!["configuration"]));
        Assert.Equal("""["SECOND_DEPLOY","SECOND_READ"]""", (await _world.SendAsync("GET", "/credentials/keys", _world.Token())).Body);
        Assert.Equal("""[{"name":"second-ci","isDefault":true}]""", (await _world.SendAsync("GET", "/credentials/idp-providers")).Body);
        Assert.Equal("second-ci", (string?)(await _world.SendAsync("GET", "/v1/idps")).Json["providers"]![0]!["name"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await _world.SendAsync("POST", "/v1/credentials/mint", _world.Token(), """{"keys":["SECOND_DEPLOY","SECOND_READ"]}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _world.SendAsync("POST", "/v1/credentials/mint", _world.Token(), """{"keys":["SECOND_DEPLOY"]}""")).Status);
    }

    private async Task PutInForceAsync(string yaml)
    {
        await File.WriteAllTextAsync(_world.ConfigFile, yaml, TestContext.Current.CancellationToken);
        await _world.Reload.ReloadAsync();
    }

    private async Task<List<(string Said, string MintId)>> CallAsync(CancellationToken ct)
    {
        var seen = new List<(string, string)>();
        while (!ct.IsCancellationRequested) seen.Add(await MintAsync());
        return seen;
    }

    /// <summary>Mints all keys, and tells all names that the answer has.</summary>
    private async Task<(string Said, string MintId)> MintAsync()
    {
        var reply = await _world.SendAsync("POST", "/v1/credentials/mint", _world.Token(), """{"all":true}""");
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Body);
        var keys = reply.Json["keys"]!.AsObject();
        var providers = keys.Select(static key => (string)key.Value!["provider"]!).Distinct();
        return ($"{reply.Json["idp"]} {string.Join(' ', providers)} {string.Join(' ', keys.Select(static key => key.Key))}", (string)reply.Json["mintId"]!);
    }

    private async Task<IEnumerable<string>> RecordedAsync(string file) =>
        (await File.ReadAllLinesAsync(Path.Combine(Path.GetDirectoryName(_world.ConfigFile)!, file), TestContext.Current.CancellationToken))
        .Select(static line => JsonNode.Parse(line)!).Where(static record => (string?)record["type"] == "voidkey.audit.mint").Select(static record => (string)record["mintId"]!);
}
