using System.Text.Json;
using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>Who is not let in, and what he is told.</summary>
public sealed class RefusalTests(World world)
{
    private const int Authentication = 4;
    private const int Authorization = 5;

    [Fact]
    public async Task A_token_for_another_audience_is_not_accepted()
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world));
        await AssertInvalidAsync(broker, await world.Callers.TokenAsync(BrokerSetup.Subject, IdentityProvider.ForSomebodyElse));
    }

    [Fact]
    public async Task A_token_of_the_brokers_own_provider_is_not_accepted_from_a_caller()
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world));
        await AssertInvalidAsync(broker, await world.Brokers.TokenAsync(BrokerSetup.Subject));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("a.b.c")]
    public async Task What_is_no_token_is_not_accepted(string text)
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world));
        (await broker.MintAsync(text, BrokerSetup.Deploy)).Is(401, "INVALID_TOKEN");
        Assert.Empty(broker.AuditRecords());
    }

    [Theory]
    [InlineData("the signature is another's")]
    [InlineData("the claims were changed")]
    [InlineData("the signature is left out")]
    public async Task A_token_that_was_tampered_with_is_not_accepted_when(string what)
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world));
        var (mine, others) = ((await world.Callers.TokenAsync(BrokerSetup.Subject)).Split('.'), (await world.Callers.TokenAsync("other-job")).Split('.'));
        var token = what switch
        {
            "the signature is another's" => $"{mine[0]}.{mine[1]}.{others[2]}",
            "the claims were changed" => $"{others[0]}.{mine[1]}.{others[2]}",
            _ => $"{mine[0]}.{mine[1]}.",
        };
        await AssertInvalidAsync(broker, token);
    }

    [Fact]
    public async Task Without_a_token_the_answer_says_how_to_bring_one()
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world));

        var refused = (await broker.MintAsync(null, BrokerSetup.Deploy)).Is(401, "UNAUTHORIZED");

        Assert.Contains("WWW-Authenticate: Bearer", refused.Headers, StringComparison.Ordinal);
        (await broker.CliAsync(null, "mint", BrokerSetup.Deploy)).Fails(Authentication);
    }

    [Fact]
    public async Task A_token_that_has_run_out_is_called_expired()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world) { MoreOfClientIdp = "clockSkew: 0" });
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject, IdentityProvider.ForBrokerShort);
        _ = (await broker.MintAsync(token, BrokerSetup.Deploy)).Ok;

        await Poll.UntilAsync("the token has expired", TimeSpan.FromSeconds(10), async () => (await Http.GetAsync($"{broker.Url}/v1/credentials/keys", token)).Status == 401);

        (await broker.MintAsync(token, BrokerSetup.Deploy)).Is(401, "TOKEN_EXPIRED");
        (await broker.CliAsync(token, "mint", BrokerSetup.Deploy)).Fails(Authentication);
    }

    [Fact]
    public async Task A_stranger_with_a_valid_token_is_refused_and_recorded()
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world));
        var token = await world.Callers.TokenAsync("other-job");

        (await broker.MintAsync(token, BrokerSetup.Deploy)).Is(403, "FORBIDDEN");

        var cli = (await broker.CliAsync(token, "mint", BrokerSetup.Deploy)).Fails(Authorization);
        Assert.Equal("", cli.Output);
        Assert.Collection(broker.AuditRecords(), AssertRefused, AssertRefused);

        static void AssertRefused(JsonElement record)
        {
            Assert.Equal("refused", record.GetProperty("decision").GetString());
            Assert.Equal("other-job", record.GetProperty("subject").GetString());
        }
    }

    [Fact]
    public async Task A_key_that_is_not_granted_looks_like_one_that_does_not_exist()
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world));
        (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), "NO_SUCH_KEY")).Is(403, "FORBIDDEN");
        (await broker.MintAsync(await world.Callers.TokenAsync("other-job"), BrokerSetup.Deploy)).Is(403, "FORBIDDEN");
    }

    private static async Task AssertInvalidAsync(BrokerServer broker, string token)
    {
        (await broker.MintAsync(token, BrokerSetup.Deploy)).Is(401, "INVALID_TOKEN");

        var cli = (await broker.CliAsync(token, "mint", BrokerSetup.Deploy)).Fails(Authentication);
        Assert.Equal("", cli.Output);
        Assert.Empty(broker.AuditRecords());
    }
}
