using System.Text.Json.Nodes;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Mint;

/// <summary>Asking why costs nothing upstream and leaves nothing behind; a refusal leaves its trace.</summary>
public sealed class ExplainTests : IAsyncDisposable
{
    private const string Rules = $$"""
          - name: deployers
            idp: ci
            match: { ref: refs/heads/main, team: ops }
            keys: { TEAM_KEY: { provider: aws, roleArn: {{MintingWorld.ReadArn}} } }
          - idp: ci
            subject: somebody-else
            keys: { TEAM_KEY: { provider: aws, roleArn: {{MintingWorld.ReadArn}} } }
        default: ci
        """;

    private readonly MintingWorld _world = new(static yaml => yaml.Replace("default: ci", Rules, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Asking_why_mints_nothing_asks_no_cloud_and_records_nothing()
    {
        foreach (var key in new[] { "AWS_DEPLOY", "TEAM_KEY", "NO_SUCH_KEY" })
        {
            var explained = await _world.Broker.ExplainAsync(_world.Ci.Issue(), key, Origin, The.Limit);
            Assert.True(explained.TryGet(out var explanation, out _));
            Assert.Equal(key == "AWS_DEPLOY", explanation.Refusal is null);
        }

        Assert.True((await _world.Broker.RecognizeAsync(_world.Ci.Issue(), Origin, The.Limit)).TryGet(out var caller, out _));
        Assert.Equal([The.Subject], caller.Identities);
        Assert.Equal(0, _world.UpstreamCalls);
        Assert.Empty(_world.AuditLines.Records);
        Assert.Equal(3, _world.Log.Count(1310));
    }

    [Fact]
    public async Task A_token_that_is_not_accepted_is_told_nothing_about_a_key()
    {
        foreach (var bad in new[] { new Secret("garbage"), _world.Ci.Issue(audience: "other"), _world.Ci.Issue(signWith: SigningKey.Create("ES256")) })
        {
            Assert.False((await _world.Broker.ExplainAsync(bad, "AWS_DEPLOY", Origin, The.Limit)).TryGet(out _, out var error));
            Assert.Equal(BrokerErrorCode.InvalidToken, error!.Code);
            Assert.False((await _world.Broker.RecognizeAsync(bad, Origin, The.Limit)).TryGet(out _, out error));
            Assert.Equal(BrokerErrorCode.InvalidToken, error!.Code);
        }
    }

    [Fact]
    public async Task The_record_of_a_refusal_holds_how_near_the_caller_came()
    {
        await _world.MintAsync(_world.Ci.Issue(claims: new JsonObject { ["ref"] = "refs/heads/main", ["team"] = "dev\r\n\u001b[2K" }), "TEAM_KEY");

        var trace = Assert.Single(_world.AuditLines.Records)["trace"]!.AsArray();
        Assert.Equal(
            """
            [{"identity":"clientIdentities[3]","name":"deployers","failing":1,"conditions":[{"claim":"team","holds":false,"wanted":"ops","got":"dev\\u000d\\u000a\\u001b[2K"},{"claim":"ref","holds":true,"wanted":"refs/heads/main","got":"refs/heads/main"}]},{"identity":"clientIdentities[4]","failing":1,"conditions":[{"claim":"sub","holds":false,"wanted":"somebody-else","got":"repo:example-org/app:ref:refs/heads/main"}]}]
            """,
            trace.ToJsonString());
    }

    [Fact]
    public async Task Only_a_denial_of_a_key_has_a_trace()
    {
        await _world.MintsAsync("AWS_DEPLOY");
        await _world.MintAsync(_world.Ci.Issue(), "NO_SUCH_KEY");
        await _world.MintAsync(_world.Ci.Issue(subject: "stranger"));
        await _world.MintAsync(_world.Ci.Issue(), ["AWS_DEPLOY"], TimeSpan.FromSeconds(1));
        _world.Aws.RefuseWith(403, "AccessDenied");
        await _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY");
        await _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY", "TEAM_KEY");

        Assert.Equal([false, false, false, false, false, true], _world.AuditLines.Records.Select(record => record["trace"] is not null));
        Assert.All(_world.AuditLines.Records, record => Assert.Equal(1, (int?)record["version"]));
    }

    [Fact]
    public async Task The_trace_is_of_the_moment_of_the_decision_and_the_callers_address()
    {
        await using var world = new MintingWorld(static yaml => yaml.Replace("    idp: ci\n    keys:\n      AWS_DEPLOY", "    idp: ci\n    constraints: { validFrom: 2026-01-15T12:00:01Z, sourceIps: [10.0.0.0/8] }\n    keys:\n      AWS_DEPLOY", StringComparison.Ordinal));
        await world.MintAsync(world.Ci.Issue(), "AWS_DEPLOY");

        var conditions = Assert.Single(world.AuditLines.Records)["trace"]![0]!["conditions"]!.AsArray();
        Assert.Equal(
            ["constraints.validFrom 2026-01-15T12:00:00.000Z", "constraints.sourceIps 192.0.2.7", $"sub {The.Subject}"],
            conditions.Select(condition => $"{condition!["claim"]} {condition["got"]}"));
    }

    private static RequestOrigin Origin => new("request", "192.0.2.7");
}
