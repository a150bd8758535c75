using System.Net;
using Voidkey.Server.Hosting;
using Voidkey.Server.Verbs;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>Whether callers should be sent here: not before the broker could serve, and from then on until it stops.</summary>
public sealed class ReadinessTests : IAsyncLifetime
{
    private readonly ServerWorld _world = new();

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task It_is_ready_once_the_keys_of_a_provider_and_a_token_of_its_own_are_at_hand()
    {
        _world.Network.Break(_world.Ci.Issuer, Fault.Refuse);
        _world.Network.Break(_world.Own.Issuer, Fault.Refuse);
        await IsAsync(503, "starting");
        _world.Host.WarmUp();
        await IsAsync(503, "starting");

        _world.Network.Heal(_world.Ci.Issuer);
        using var stop = new CancellationTokenSource();
        var trying = _world.Readiness.RunAsync(stop.Token);
        await HoldsAsync(() => _world.Host.Current.Broker.AreCallerKeysHealthy == true, "the keys are at hand");
        await IsAsync(503, "starting");

        _world.Network.Heal(_world.Own.Issuer);
        await HoldsAsync(() => _world.Readiness.IsReady, "it is ready");
        await trying;
        await IsAsync(200, "ok");
    }

    [Fact]
    public async Task Once_ready_only_a_stop_ends_that()
    {
        _world.Host.WarmUp();
        await HoldsAsync(() => _world.Readiness.IsReady, "it is ready");
        foreach (var origin in new[] { _world.Ci.Issuer, _world.Own.Issuer }) _world.Network.Break(origin, Fault.Refuse);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _world.SendAsync("POST", "/v1/credentials/mint", new FakeIdp(_world.Ci.Issuer, TimeProvider.System).Issue(audience: "voidkey").Reveal(), """{"all":true}""")).Status);
        await IsAsync(200, "ok");

        await File.WriteAllTextAsync(_world.ConfigFile, "broken: [", TestContext.Current.CancellationToken);
        await _world.Reload.ReloadAsync();
        Assert.Equal("degraded", (string?)(await _world.SendAsync("GET", "/health")).Json["status"]);
        await IsAsync(200, "ok");

        _world.Readiness.Drain();
        await IsAsync(503, "draining");
        Assert.Equal("{\"status\":\"ok\"}", (await _world.SendAsync("GET", "/health/live")).Body);
    }

    [Fact]
    public async Task Whoever_stops_before_it_is_ready_waits_for_nothing()
    {
        _world.Network.Break(_world.Ci.Issuer, Fault.Refuse);
        using var stop = new CancellationTokenSource();
        var trying = _world.Readiness.RunAsync(stop.Token);
        await stop.CancelAsync();
        await trying.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(_world.Readiness.IsReady);
    }

    [Theory]
    [InlineData("/health", "/healthz"), InlineData("/health/live", "/livez"), InlineData("/health/ready", "/readyz")]
    public async Task Each_has_a_short_name(string path, string shortName)
    {
        var (one, other) = (await _world.SendAsync("GET", path), await _world.SendAsync("GET", shortName));
        Assert.Equal(one.Status, other.Status);
        Assert.Equal((string?)one.Json["status"], (string?)other.Json["status"]);
        Assert.Equal(one.Status, (await _world.SendAsync("HEAD", path)).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _world.SendAsync("POST", path)).Status);
    }

    [Fact]
    public async Task The_health_check_of_a_container_goes_by_readiness()
    {
        Assert.Equal((1, "", $"voidkey-server: {_world.Address}health/ready answers 503: not ready\n"), await CheckAsync(_world.Address));
        _world.Host.WarmUp();
        await HoldsAsync(() => _world.Readiness.IsReady, "it is ready");
        foreach (var host in new[] { "127.0.0.1", "localhost", "0.0.0.0" }) Assert.Equal((0, "ready\n", ""), await CheckAsync(new UriBuilder(_world.Address) { Host = host }.Uri));

        await using var silent = await LoopbackServer.StartAsync(ct: TestContext.Current.CancellationToken);
        silent.Serve(Fault.Refuse);
        var (code, output, errors) = await CheckAsync(new Uri(silent.Origin));
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("does not answer", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> CheckAsync(Uri address)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        return (await new HealthCheckCommand(output, errors).RunAsync(new Listening([address], [], null), TestContext.Current.CancellationToken), output.ToString(), errors.ToString());
    }

    private async Task IsAsync(int status, string word)
    {
        var reply = await _world.SendAsync("GET", "/health/ready");
        Assert.Equal((status, word), ((int)reply.Status, (string?)reply.Json["status"]));
        Assert.Equal(["configuration", "identityProviders", "brokerIdentity", "audit"], reply.Json["checks"]!.AsObject().Select(static check => check.Key));
    }

    private static async Task HoldsAsync(Func<bool> condition, string what)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 2000, $"this never came to hold: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
