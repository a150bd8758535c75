using System.Text.Json;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>A second STS that words its answers as AWS does.</summary>
public sealed class AwsDialectTests(World world)
{
    [Fact]
    public async Task The_minted_credentials_are_a_session_of_the_configured_role()
    {
        if (await MotoServer.WhyNotAsync() is { } missing) Assert.Skip(missing);

        await using var aws = await MotoServer.StartAsync();
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world) with { Sts = aws.Endpoint });

        var minted = await broker.CredentialsAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), BrokerSetup.Deploy, aws.Endpoint);
        var caller = JsonSerializer.Deserialize<JsonElement>((await minted.RunAsync("sts", "get-caller-identity", "--output", "json")).Success);

        Assert.Equal(CephGateway.Account, caller.GetProperty("Account").GetString());
        Assert.StartsWith($"arn:aws:sts::{CephGateway.Account}:assumed-role/ci-deploy/", caller.GetProperty("Arn").GetString(), StringComparison.Ordinal);
    }
}
