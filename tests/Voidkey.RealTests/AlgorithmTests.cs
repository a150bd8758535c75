using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>Providers sign as they like; the operator says what is accepted.</summary>
public sealed class AlgorithmTests(World world)
{
    [Fact]
    public async Task Es256_is_accepted_where_it_is_configured_and_refused_where_it_is_not()
    {
        await using var callers = new IdentityProvider("es256-idp", "ES256");
        await callers.StartAsync();
        var token = await callers.TokenAsync(BrokerSetup.Subject);

        await using (var broker = await BrokerServer.StartAsync(new BrokerSetup(world) { Callers = callers.Issuer, MoreOfClientIdp = "algorithms: [ES256]" }))
        {
            _ = (await broker.MintAsync(token, BrokerSetup.Deploy)).Ok;
            _ = (await broker.CliAsync(token, "mint", BrokerSetup.Deploy)).Success;
        }

        await using (var broker = await BrokerServer.StartAsync(new BrokerSetup(world) { Callers = callers.Issuer, MoreOfClientIdp = "algorithms: [RS256]" }))
        {
            (await broker.MintAsync(token, BrokerSetup.Deploy)).Is(401, "INVALID_TOKEN");
        }
    }
}
