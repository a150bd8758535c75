using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>Others fail; the broker says who, goes on where it can, and recovers without being touched.</summary>
public sealed class OutageTests(World world)
{
    private const int Server = 7;
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task With_the_callers_keys_at_hand_their_providers_outage_stops_nobody()
    {
        await using var callers = await StartProviderAsync("outage-warm");
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world) { Callers = callers.Issuer });
        var (first, second) = (await callers.TokenAsync(BrokerSetup.Subject), await callers.TokenAsync(BrokerSetup.Subject));
        _ = (await broker.MintAsync(first, BrokerSetup.Deploy)).Ok;

        await callers.StopAsync();

        _ = (await broker.MintAsync(second, BrokerSetup.Deploy)).Ok;
        _ = (await broker.CliAsync(second, "mint", BrokerSetup.Deploy)).Success;
    }

    [Fact]
    public async Task Without_the_callers_keys_it_says_so_until_their_provider_is_back()
    {
        await using var callers = await StartProviderAsync("outage-cold");
        var token = await callers.TokenAsync(BrokerSetup.Subject);
        await callers.StopAsync();
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world) { Callers = callers.Issuer });

        var refused = (await broker.MintAsync(token, BrokerSetup.Deploy)).Is(503, "SERVICE_UNAVAILABLE", "caller_keys");
        Assert.Contains("Retry-After: ", refused.Headers, StringComparison.Ordinal);
        (await broker.CliAsync(token, "mint", BrokerSetup.Deploy)).Fails(Server);

        await callers.StartAsync();
        await HealsAsync(broker, token);
    }

    [Fact]
    public async Task Without_its_own_token_it_says_so_until_its_provider_is_back()
    {
        await using var brokers = new IdentityProvider("outage-broker-idp");
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world) { Brokers = brokers.Issuer });
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);

        (await broker.MintAsync(token, BrokerSetup.Deploy)).Is(503, "SERVICE_UNAVAILABLE", "broker_identity");

        // This provider is not the one that the cloud trusts: once it is there, the cloud's refusal is what remains.
        await brokers.StartAsync();
        await Poll.UntilAsync("the broker has its token", Healing, async () => (await broker.MintAsync(token, BrokerSetup.Deploy)).Status == 502);
    }

    [Fact]
    public async Task With_the_broker_token_at_hand_its_providers_outage_stops_nobody()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);
        var before = await broker.CredentialsAsync(token, BrokerSetup.Deploy, world.Cloud.Endpoint);

        // The gateway asks for the provider's keys at every mint, so the outage is seen there: the broker still sent its token.
        await world.Brokers.StopAsync();
        try
        {
            (await broker.MintAsync(token, BrokerSetup.Deploy)).Is(502, "CREDENTIAL_MINT_FAILED", "refused");
        }
        finally
        {
            await world.Brokers.StartAsync();
        }

        await HealsAsync(broker, token);
        _ = (await before.PutAsync("artifacts/outage", "credentials outlive it")).Success;
    }

    [Fact]
    public async Task Without_the_cloud_it_says_so_until_the_cloud_is_back()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);
        await world.Cloud.StopGatewayAsync();
        try
        {
            (await broker.MintAsync(token, BrokerSetup.Deploy)).Is(503, "SERVICE_UNAVAILABLE", "cloud_unreachable");
            (await broker.CliAsync(token, "mint", BrokerSetup.Deploy)).Fails(Server);
        }
        finally
        {
            await world.Cloud.StartGatewayAsync();
        }

        await HealsAsync(broker, token);
    }

    [Fact]
    public async Task It_starts_and_reports_its_health_though_nobody_else_is_there()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup($"http://127.0.0.1:{Ports.Free()}", $"http://127.0.0.1:{Ports.Free()}", $"http://127.0.0.1:{Ports.Free()}"));

        var health = (await Http.GetAsync($"{broker.Url}/health")).Ok;

        Assert.Equal("ok", health.GetProperty("checks").GetProperty("configuration").GetString());
    }

    private static async Task<IdentityProvider> StartProviderAsync(string name)
    {
        var provider = new IdentityProvider(name);
        await provider.StartAsync();
        return provider;
    }

    private static Task HealsAsync(BrokerServer broker, string token) =>
        Poll.UntilAsync("the broker mints again", Healing, async () => (await broker.MintAsync(token, BrokerSetup.Deploy)).Status == 200, broker.Process);
}
