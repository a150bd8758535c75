using System.Text.Json.Nodes;
using Voidkey.Diagnostics;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Mint;

/// <summary>What is not recorded is not handed out, and an anonymous flood records nothing.</summary>
public sealed class RecordTests : IAsyncDisposable
{
    private static readonly TimeSpan SinkBound = TimeSpan.FromSeconds(2);
    private readonly MintingWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_grant_is_recorded_with_what_names_the_credential()
    {
        var minted = await _world.MintsAsync("AWS_DEPLOY", "STORE");

        var record = Assert.Single(_world.AuditLines.Records);
        Assert.Equal(("granted", minted.MintId, The.Idp, The.Issuer, The.Subject), ((string?)record["decision"], (string?)record["mintId"], (string?)record["idp"], (string?)record["issuer"], (string?)record["subject"]));
        Assert.Equal(minted.Keys.Select(key => key.Variables["AWS_ACCESS_KEY_ID"]), record["credentials"]!.AsArray().Select(entry => (string?)entry!["reference"]));
        Assert.Equal(("192.0.2.7", "2026-01-15T12:00:00.000Z"), ((string?)record["clientAddress"], (string?)record["time"]));
    }

    [Fact]
    public async Task A_grant_is_recorded_with_the_rule_that_grants_it_what_it_is_for_and_the_configuration_in_force()
    {
        await using var world = new MintingWorld(static yaml => yaml.Replace($"- subject: {The.Subject}\n    idp: ci", $"- subject: {The.Subject}\n    name: deployers\n    idp: ci", StringComparison.Ordinal));
        await world.MintsAsync("AWS_DEPLOY", "STORE");

        var record = Assert.Single(world.AuditLines.Records);
        Assert.Equal(world.Snapshot.Hash, (string?)record["configuration"]);
        Assert.All(record["credentials"]!.AsArray(), static entry => Assert.Equal(("clientIdentities[0]", "deployers"), ((string?)entry!["identity"], (string?)entry["name"])));
        Assert.Equal([MintingWorld.DeployArn, "minio.example.test"], record["credentials"]!.AsArray().Select(static entry => (string?)entry!["target"]));
    }

    [Fact]
    public async Task A_trace_that_the_request_belongs_to_is_named()
    {
        using var activity = new System.Diagnostics.Activity("request").SetIdFormat(System.Diagnostics.ActivityIdFormat.W3C).Start();
        await _world.MintsAsync("AWS_DEPLOY");
        activity.Stop();
        await _world.MintsAsync("AWS_DEPLOY");

        Assert.Equal([activity.TraceId.ToHexString(), null], _world.AuditLines.Records.Select(static record => (string?)record["traceId"]));
    }

    [Fact]
    public async Task Chosen_claims_are_recorded_cut_to_a_size_and_no_others()
    {
        await using var world = new MintingWorld(static yaml => yaml + "\naudit: { claims: [run_id, ref, /realm/roles, admin, environment, nothing, realm] }");
        var token = world.Ci.Issue(claims:
        [
            new("run_id", 17), new("ref", new string('x', 998) + "\U0001f511tail"), new("admin", true), new("environment", null), new("unasked", "left out"),
            new("realm", new JsonObject { ["roles"] = new JsonArray([.. Enumerable.Range(0, 101).Select(static i => (JsonNode)$"role-{i}"), new JsonObject()]) }),
        ]);
        await world.MintAsync(token, "AWS_DEPLOY");
        await world.MintAsync(token, "NO_SUCH_KEY");

        Assert.Equal(2, world.AuditLines.Records.Count);
        foreach (var claims in world.AuditLines.Records.Select(static record => (JsonObject)record["claims"]!))
        {
            Assert.Equal(["run_id", "ref", "/realm/roles", "admin"], claims.Select(static claim => claim.Key));
            Assert.Equal((17, true, new string('x', 998) + "\U0001f511\u2026"), ((int)claims["run_id"]!, (bool)claims["admin"]!, (string?)claims["ref"]));
            Assert.Equal(100, claims["/realm/roles"]!.AsArray().Count);
        }
    }

    [Fact]
    public async Task A_grant_waits_until_its_record_is_accepted()
    {
        _world.AuditLines.Hang();
        var minting = _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY");
        await _world.AuditLines.Arrived;
        Assert.Single(_world.Aws.Requests);
        Assert.False(minting.IsCompleted);

        _world.AuditLines.LetGo();
        Assert.True((await minting).TryGet(out _, out _));
    }

    [Fact]
    public async Task A_sink_that_hangs_refuses_within_its_bound_and_from_then_on_before_anything_is_minted()
    {
        _world.AuditLines.Hang();
        var minting = _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY");
        await _world.AuditLines.Arrived;
        _world.Time.Advance(SinkBound - TimeSpan.FromTicks(1));
        Assert.False(minting.IsCompleted);
        _world.Time.Advance(TimeSpan.FromTicks(1));
        await _world.RefusesAsync(BrokerErrorCode.AuditUnavailable, minting);

        var next = _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY");
        await _world.RefusesAsync(BrokerErrorCode.AuditUnavailable, _world.Time.WaitAsync(next));
        Assert.Single(_world.Aws.Requests);
    }

    [Fact]
    public async Task A_sink_that_fails_refuses_before_any_upstream_call_and_heals()
    {
        // Found out by a refusal, which costs nothing upstream.
        _world.AuditLines.Fails = true;
        await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(_world.Ci.Issue(), "NO_SUCH_KEY"));
        foreach (var _ in Enumerable.Range(0, 5)) await _world.RefusesAsync(BrokerErrorCode.AuditUnavailable, _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY"));
        Assert.Equal(0, _world.UpstreamCalls);

        _world.AuditLines.Fails = false;
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await Soon.Holds(
            async () =>
            {
                _world.Time.Advance(TimeSpan.FromSeconds(1));
                return (await _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY")).TryGet(out _, out _);
            },
            "the broker mints again");
        Assert.Contains("voidkey.audit.resumed", _world.AuditLines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sink_that_fails_after_the_mint_delivers_nothing()
    {
        _world.AuditLines.Fails = true;
        await _world.RefusesAsync(BrokerErrorCode.AuditUnavailable, _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY"));
        Assert.Single(_world.Aws.Requests);
    }

    [Fact]
    public async Task Refusals_of_verified_callers_are_recorded_one_by_one()
    {
        await _world.MintAsync(_world.Ci.Issue(), "NO_SUCH_KEY");
        await _world.MintAsync(_world.Ci.Issue(subject: "stranger"), "AWS_DEPLOY");
        await _world.MintAsync(_world.Ci.Issue(subject: "nobody"));
        _world.Aws.RefuseWith(403, "AccessDenied");
        await _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY");

        Assert.Equal(["Forbidden", "Forbidden", "Forbidden", "MintRefused"], _world.AuditLines.Records.Select(record => (string?)record["code"]));
        Assert.Equal(4, _world.AuditLines.Records.Select(record => (string?)record["mintId"]).Distinct().Count());
    }

    [Fact]
    public async Task Callers_who_are_not_verified_are_not_recorded_and_logged_at_a_bounded_rate()
    {
        await _world.MintsAsync("AWS_DEPLOY");
        var before = _world.AuditLines.Text;
        var stranger = SigningKey.Create("ES256");
        Secret[] bad = [new("garbage"), _world.Ci.Issue(lifetime: -TimeSpan.FromHours(1)), _world.Ci.Issue(audience: "other"), _world.Ci.Issue(signWith: stranger)];
        var lines = _world.Log.Lines.Count;
        for (var i = 0; i < 2000; i++) Assert.False((await _world.MintAsync(bad[i % bad.Length], "AWS_DEPLOY")).TryGet(out _, out _));

        Assert.Equal(before, _world.AuditLines.Text);
        Assert.Equal(LineBudget.LinesPerSecond, _world.Log.Lines.Count - lines);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.MintAsync(bad[0], "AWS_DEPLOY");
        Assert.Contains($"{2000 - LineBudget.LinesPerSecond} more", _world.Log.Text, StringComparison.Ordinal);
        Assert.Equal(1, _world.UpstreamCalls - 1);
    }

    [Fact]
    public async Task An_anonymous_flood_does_not_wait_for_a_sink()
    {
        _world.AuditLines.Hang();
        foreach (var _ in Enumerable.Range(0, 100)) await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(new Secret("garbage"), "AWS_DEPLOY"));
        Assert.False(_world.AuditLines.Arrived.IsCompleted);
    }

    [Fact]
    public async Task No_claim_and_no_key_name_forges_a_line()
    {
        const string Hostile = "x\r\n{\"type\":\"voidkey.audit.mint\",\"decision\":\"granted\"}\u2028\u202E\u001b[2K\u0085";
        await _world.MintAsync(_world.Ci.Issue(subject: Hostile), Hostile);

        var record = Assert.Single(_world.AuditLines.Records);
        Assert.Equal((Hostile, Hostile), ((string?)record["subject"], (string?)record["asked"]![0]));
        Assert.Equal(2, _world.AuditLines.Text.Count(c => c == '\n'));
        Assert.All(_world.AuditLines.Text.Replace("\n", "", StringComparison.Ordinal), c => Assert.InRange(c, ' ', '~'));
    }

    [Fact]
    public async Task Nothing_secret_is_logged_recorded_or_told_when_everything_goes_wrong()
    {
        var told = new List<object?>();
        var token = _world.Ci.Issue();
        Canary.Watch("subject-token", token.Reveal());
        Canary.Watch("subject-token-signature", token.Reveal().Split('.')[2]);
        foreach (var origin in new[] { MintingWorld.StsOrigin, MintingWorld.MinioOrigin, _world.Own.Issuer, _world.Ci.Issuer })
        {
            foreach (var mode in Outages.Names.Where(name => !Outages.NeverEnds(name)))
            {
                _world.Network.Break(origin, Outages.Named(mode, _world.Time));
                if ((await _world.MintAsync(token)).TryGet(out var minted, out var error)) told.Add(minted);
                else told.Add(error);
                _world.Network.Heal(origin);
                _world.Time.Advance(TimeSpan.FromSeconds(2));
            }
        }

        Assert.Contains(told, one => one is BrokerError);
        _world.LeakedNothing([.. told]);
        Assert.DoesNotContain("upstream-text", $"{_world.Log.Text}{_world.AuditLines.Text}{string.Join(' ', told)}", StringComparison.Ordinal);
    }
}
