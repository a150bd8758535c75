using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>How the broker proves who it is to its own identity provider.</summary>
public sealed class BrokerIdentityTests(World world)
{
    [Theory]
    [InlineData("broker-post", null)]
    [InlineData("broker-basic", null)]
    [InlineData("broker-post", "client_secret_post")]
    [InlineData("broker-basic", "client_secret_basic")]
    public async Task A_client_secret_is_shown_as_the_provider_wants_it(string client, string? method)
    {
        await using var broker = await BrokerServer.StartAsync(SetupOf(client, IdentityProvider.SecretOf(client), method));
        _ = (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), BrokerSetup.Deploy)).Ok;
    }

    [Theory]
    [InlineData("broker-post", "client_secret_basic")]
    [InlineData("broker-basic", "client_secret_post")]
    public async Task A_method_that_is_set_is_the_only_one_tried(string client, string method)
    {
        await using var broker = await BrokerServer.StartAsync(SetupOf(client, IdentityProvider.SecretOf(client), method));
        (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), BrokerSetup.Deploy)).Is(503, "SERVICE_UNAVAILABLE", "broker_identity");
    }

    [Theory]
    [InlineData("broker-post")]
    [InlineData("broker-basic")]
    public async Task A_wrong_client_secret_is_the_brokers_fault_and_stands_in_no_log(string client)
    {
        await using var broker = await BrokerServer.StartAsync(SetupOf(client, "a-wrong-secret-canary-9kQ", method: null));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);

        var refused = (await broker.MintAsync(token, BrokerSetup.Deploy)).Is(503, "SERVICE_UNAVAILABLE", "broker_identity");

        Canaries.AssertNoneIn(refused.Body, "the answer");
        await Poll.UntilAsync(
            "the log says why", TimeSpan.FromSeconds(5), () => Task.FromResult(broker.Process.Log.Contains("invalid_client", StringComparison.Ordinal)), broker.Process);
    }

    private BrokerSetup SetupOf(string client, string secret, string? method) => new(world)
    {
        ClientId = client,
        ClientSecret = secret,
        MoreOfBrokerIdp = method is null ? "" : $"tokenEndpointAuthMethod: {method}",
    };
}
