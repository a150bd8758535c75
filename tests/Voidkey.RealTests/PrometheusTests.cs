using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>A real Prometheus reads what the shipped server says, with the configuration and the rules that ship.</summary>
public sealed class PrometheusTests(World world)
{
    [Fact]
    public async Task The_rules_are_right_and_do_what_their_tests_say()
    {
        Absent.Refuse(PrometheusServer.WhyNot());
        _ = (await ToolAsync("check", "config", Path.Combine(PrometheusServer.Shipped, "prometheus.yml"))).Success;
        var tested = (await ToolAsync("test", "rules", Path.Combine(PrometheusServer.Shipped, "rules-test.yaml"))).Success;

        Assert.Contains("SUCCESS", tested, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_counts_what_happened_and_knows_no_callers()
    {
        Absent.Refuse(PrometheusServer.WhyNot());
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        await using var prometheus = new PrometheusServer();
        await prometheus.StartAsync(broker);

        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);
        for (var i = 0; i < 3; i++) _ = (await broker.MintAsync(token, BrokerSetup.Deploy)).Ok;
        Assert.Equal(502, (await broker.MintAsync(token, BrokerSetup.Foreign)).Status);
        Assert.Equal(403, (await broker.MintAsync(token, "NOBODYS_KEY")).Status);
        Assert.Equal(401, (await broker.MintAsync("no-token", BrokerSetup.Deploy)).Status);

        await prometheus.UntilAsync("voidkey_mints_total{outcome=\"ok\"}", 3);
        await prometheus.UntilAsync("sum(voidkey_refusals_total)", 3);
        await prometheus.UntilAsync("voidkey_provider_request_duration_seconds_count{outcome=\"MintRefused\"}", 1);
        await prometheus.UntilAsync("histogram_quantile(1, sum by (le) (voidkey_credential_lifetime_seconds_bucket)) > bool 0", 1);
        await prometheus.UntilAsync("credential_minting_total{status=\"success\"}", 3);
        await prometheus.UntilAsync("http_requests_total{route=\"/v1/credentials/mint\",status_code=\"200\"}", 3);
        await prometheus.UntilAsync("up{job=\"voidkey\"}", 1);
        Assert.Equal("", (await prometheus.SaysAsync("targets")).GetProperty("activeTargets")[0].GetProperty("lastError").GetString());
        Assert.DoesNotContain("err", string.Concat((await prometheus.SaysAsync("rules")).GetProperty("groups").EnumerateArray().SelectMany(static group => group.GetProperty("rules").EnumerateArray()).Select(static rule => rule.GetProperty("health").GetString())), StringComparison.Ordinal);

        var told = (await Http.GetAsync($"{broker.Url}/metrics")).Body;
        Assert.DoesNotContain(BrokerSetup.Subject, told, StringComparison.Ordinal);
        Assert.DoesNotContain("NOBODYS_KEY", told, StringComparison.Ordinal);
        Canaries.AssertNoneIn(told, "/metrics");
    }

    private static Task<Finished> ToolAsync(params string[] arguments) => new Command(Command.Find("promtool")!, arguments).RunAsync();
}
