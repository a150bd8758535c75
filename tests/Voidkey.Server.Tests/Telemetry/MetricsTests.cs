using System.Net;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests.Telemetry;

/// <summary>What happened can be read from <c>/metrics</c>, and nothing else can.</summary>
public sealed class MetricsTests : IAsyncLifetime
{
    private const string Mint = """{"keys":["AWS_DEPLOY"]}""";

    private readonly ServerWorld _world = new();

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_mint_is_counted_and_timed_at_every_step()
    {
        await MintAsync(_world.Token());
        await MintAsync(_world.Token());
        var metrics = await ReadAsync();

        Assert.Equal(2, metrics["""voidkey_token_validations_total{idp="ci",outcome="ok"}"""]);
        Assert.Equal(2, metrics["""voidkey_mints_total{idp="ci",outcome="ok"}"""]);
        Assert.Equal(2, metrics["""voidkey_provider_request_duration_seconds_count{provider="aws",outcome="ok"}"""]);
        Assert.Equal(2, metrics["""voidkey_credential_lifetime_seconds_count{provider="aws"}"""]);
        Assert.Equal(0, metrics["""voidkey_credential_lifetime_seconds_bucket{provider="aws",le="300"}"""]);
        Assert.Equal(2, metrics["""voidkey_credential_lifetime_seconds_bucket{provider="aws",le="900"}"""]);
        Assert.Equal(2, metrics[$$"""voidkey_audit_records_total{sink="file:{{_world.AuditFile}}",outcome="ok"}"""]);
        Assert.Equal(2, metrics["""http_server_request_duration_seconds_count{http_request_method="POST",http_route="/v1/credentials/mint",http_response_status_code="200"}"""]);
        Assert.Equal(1, metrics["""voidkey_key_set_fetches_total{idp="ci",outcome="ok"}"""]);
        Assert.Equal(1, metrics["""voidkey_broker_token_fetches_total{audience="sts.amazonaws.com",outcome="ok"}"""]);
        Assert.InRange(metrics["""voidkey_broker_token_remaining_seconds{audience="sts.amazonaws.com"}"""], 1, 86400);
        Assert.Contains("""voidkey_key_set_age_seconds{idp="ci"}""", metrics.Series);
        Assert.Equal(1, metrics["http_server_active_requests"]);
    }

    [Fact]
    public async Task A_refusal_is_counted_by_its_code_and_by_what_the_caller_was_told()
    {
        await MintAsync(_world.Ci.Issue(audience: "somebody-else").Reveal(), HttpStatusCode.Unauthorized);
        await MintAsync(_world.Ci.Issue(subject: "nobody", audience: "voidkey").Reveal(), HttpStatusCode.Forbidden);
        await MintAsync("no-token", HttpStatusCode.Unauthorized);
        await _world.SendAsync("POST", "/v1/credentials/mint", body: Mint);
        var metrics = await ReadAsync();

        Assert.Equal(1, metrics["""voidkey_token_validations_total{idp="ci",outcome="InvalidToken"}"""]);
        Assert.Equal(1, metrics["""voidkey_token_validations_total{idp="_OTHER",outcome="InvalidToken"}"""]);
        Assert.Equal(1, metrics["""voidkey_token_validations_total{idp="ci",outcome="ok"}"""]);
        Assert.Equal(1, metrics["""voidkey_mints_total{idp="ci",outcome="Forbidden"}"""]);
        Assert.Equal(2, metrics["""voidkey_refusals_total{error="INVALID_TOKEN"}"""]);
        Assert.Equal(1, metrics["""voidkey_refusals_total{error="UNAUTHORIZED"}"""]);
        Assert.Equal(1, metrics["""voidkey_refusals_total{error="FORBIDDEN",reason="not_granted"}"""]);
        Assert.DoesNotContain(metrics.Series, static series => series.StartsWith("voidkey_provider_request", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cloud_that_refuses_is_told_from_one_that_cannot_be_reached()
    {
        _world.Network.Break("https://sts.example.test", Fault.Refuse);
        await MintAsync(_world.Token(), HttpStatusCode.ServiceUnavailable);
        var metrics = await ReadAsync();

        Assert.Equal(1, metrics["""voidkey_provider_request_duration_seconds_count{provider="aws",outcome="CloudUnreachable"}"""]);
        Assert.Equal(1, metrics["""voidkey_mints_total{idp="ci",outcome="CloudUnreachable"}"""]);
        Assert.Equal(1, metrics["""voidkey_refusals_total{error="SERVICE_UNAVAILABLE",reason="cloud_unreachable"}"""]);
    }

    [Fact]
    public async Task What_a_caller_makes_up_makes_no_series()
    {
        await ReadAsync();
        var before = (await ReadAsync()).Series.Where(IsOurs).ToArray();
        for (var i = 0; i < 50; i++)
        {
            await _world.SendAsync("GET", $"/made/up/{i}");
            await _world.SendAsync($"METHOD{i}", "/v1/whoami");
            await MintAsync(_world.Token($"made-up-{i}"), HttpStatusCode.Forbidden);
            await MintAsync(new FakeIdp($"https://made-up-{i}.example.test", TimeProvider.System).Issue(audience: "voidkey").Reveal(), HttpStatusCode.Unauthorized);
            await _world.SendAsync("POST", "/v1/credentials/mint", _world.Token(), $$"""{"keys":["MADE_UP_{{i}}"]}""");
        }

        var metrics = await ReadAsync();
        Assert.InRange(metrics.Series.Where(IsOurs).Except(before).Count(), 1, 120);
        Assert.DoesNotContain("made", metrics.Text.ToLowerInvariant(), StringComparison.Ordinal);
        Assert.Equal(50, metrics["""http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="404"}"""]);
        Assert.Equal(50, metrics["""http_server_request_duration_seconds_count{http_request_method="_OTHER",http_response_status_code="405"}"""]);

        static bool IsOurs(string series) => !series.StartsWith("dotnet_", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_is_counted_and_the_configuration_named()
    {
        var hash = _world.Host.Current.Snapshot.Hash;
        var text = await File.ReadAllTextAsync(_world.ConfigFile, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_world.ConfigFile, "broken: [", TestContext.Current.CancellationToken);
        await _world.Reload.ReloadAsync();
        var refused = await ReadAsync();
        await File.WriteAllTextAsync(_world.ConfigFile, text.Replace("read only", "look only", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await _world.Reload.ReloadAsync();
        var loaded = await ReadAsync();

        Assert.Equal(1, refused["voidkey_configuration_refused"]);
        Assert.Equal(1, refused[$$"""voidkey_configuration_info{hash="{{hash}}"}"""]);
        Assert.Equal(0, loaded["voidkey_configuration_refused"]);
        Assert.Equal(1, loaded["""voidkey_configuration_reloads_total{outcome="ok"}"""]);
        Assert.Equal(1, loaded["""voidkey_configuration_reloads_total{outcome="failed"}"""]);
        Assert.Equal(1, loaded[$$"""voidkey_configuration_info{hash="{{_world.Host.Current.Snapshot.Hash}}"}"""]);
        Assert.DoesNotContain(hash, loaded.Text, StringComparison.Ordinal);
        Assert.True(loaded["voidkey_configuration_loaded_timestamp_seconds"] >= refused["voidkey_configuration_loaded_timestamp_seconds"]);
    }

    [Fact]
    public async Task Switched_off_it_is_no_route()
    {
        await ReadAsync();
        await File.AppendAllTextAsync(_world.ConfigFile, "\ntelemetry: { prometheus: false }\n", TestContext.Current.CancellationToken);
        await _world.Reload.ReloadAsync();
        var (off, none) = (await _world.SendAsync("GET", "/metrics"), await _world.SendAsync("GET", "/nothing"));

        Assert.Equal((HttpStatusCode.NotFound, none.Error), (off.Status, off.Error));
    }

    [Fact]
    public async Task Readers_at_once_each_get_all_of_it()
    {
        await MintAsync(_world.Token());
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadAsync()));

        Assert.All(all, static metrics => Assert.Equal(1, metrics["voidkey_ready"]));
        Assert.All(all, static metrics => Assert.Contains("""voidkey_key_set_age_seconds{idp="ci"}""", metrics.Series));
    }

    private async Task MintAsync(string token, HttpStatusCode status = HttpStatusCode.OK) =>
        Assert.Equal(status, (await _world.SendAsync("POST", "/v1/credentials/mint", token, Mint)).Status);

    private async Task<Exposition> ReadAsync()
    {
        var reply = await _world.SendAsync("GET", "/metrics");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", reply.Headers["Content-Type"]);
        return new Exposition(reply.Body);
    }
}
