using System.Text.Json;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>A second STS that words its answers as AWS does.</summary>
public sealed class AwsDialectTests(World world)
{
    private const string Chained = "AWS_CHAINED";

    [Fact]
    public async Task The_minted_credentials_are_a_session_of_the_configured_role()
    {
        var caller = await CallerOfAsync(BrokerSetup.Deploy, key: "");
        Assert.Equal(CephGateway.Account, caller.GetProperty("Account").GetString());
        Assert.StartsWith($"arn:aws:sts::{CephGateway.Account}:assumed-role/ci-deploy/", caller.GetProperty("Arn").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_credentials_of_a_chain_are_a_session_of_its_second_role()
    {
        var caller = await CallerOfAsync(Chained, $$"""
            {{Chained}}: { provider: aws, roleArn: "{{CloudAccount.DeployRole}}", chain: { roleArn: "arn:aws:iam::{{CephGateway.Account}}:role/release", externalId: partner-1, sourceIdentity: ci-job, tags: { team: build }, transitiveTagKeys: [team] } }
            """);
        Assert.StartsWith($"arn:aws:sts::{CephGateway.Account}:assumed-role/release/", caller.GetProperty("Arn").GetString(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> CallerOfAsync(string name, string key)
    {
        if (await MotoServer.WhyNotAsync() is { } missing) Assert.Skip(missing);

        await using var aws = await MotoServer.StartAsync();
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world) with { Sts = aws.Endpoint, MoreKeys = key });
        var minted = await broker.CredentialsAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), name, aws.Endpoint);
        return JsonSerializer.Deserialize<JsonElement>((await minted.RunAsync("sts", "get-caller-identity", "--output", "json")).Success);
    }
}
