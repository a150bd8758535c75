using System.Text.Json;
using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>The shipped command line asks the shipped server what only its operators may, with tokens of a real identity provider.</summary>
public sealed class OperatorTests(World world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task An_operator_sees_how_the_server_is_reloads_it_and_asks_who_may_mint_what()
    {
        var setup = BrokerSetup.WithoutCloud(world) with { More = "operators: [ { name: other, idp: ci, subject: other-job } ]" };
        await using var broker = await BrokerServer.StartAsync(setup);
        var (operatorsToken, callersToken) = (await world.Callers.TokenAsync("other-job"), await world.Callers.TokenAsync(BrokerSetup.Subject));

        var status = JsonSerializer.Deserialize<JsonElement>((await broker.CliAsync(operatorsToken, "admin", "status", "-o", "json")).Success);
        Assert.Equal("ok", status.GetProperty("state").GetString());
        Assert.True(status.GetProperty("idps")[0].GetProperty("keys").GetInt32() > 0);
        (await broker.CliAsync(callersToken, "admin", "status")).Fails(5);
        (await broker.CliAsync(null, "admin", "status", "--source", "none")).Fails(4);

        Assert.Contains($"sub = {BrokerSetup.Subject}", (await broker.CliAsync(operatorsToken, "admin", "who-can", BrokerSetup.Narrow)).Success, StringComparison.Ordinal);
        (await broker.CliAsync(operatorsToken, "admin", "who-can", "NOBODYS")).Fails(1);

        var yaml = await File.ReadAllTextAsync(broker.ConfigFile, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(broker.ConfigFile, yaml.Replace(BrokerSetup.Narrow, "AWS_NEWER", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.StartsWith("loaded ", (await broker.CliAsync(operatorsToken, "admin", "reload")).Success, StringComparison.Ordinal);
        Assert.Contains("AWS_NEWER", (await broker.CliAsync(operatorsToken, "admin", "inventory", "-o", "name")).Success.Split('\n'));

        await File.WriteAllTextAsync(broker.ConfigFile, yaml.Replace("provider: aws\n", "provider: awz\n", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var refused = (await broker.CliAsync(operatorsToken, "admin", "reload")).Fails(3);
        Assert.Contains("did you mean 'aws'", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("", refused.Output);
        Assert.Contains("AWS_NEWER", (await broker.CliAsync(operatorsToken, "admin", "inventory", "-o", "name")).Success.Split('\n'));
    }

    [Fact]
    public async Task Who_follows_the_record_sees_a_decision_and_hears_of_the_servers_end()
    {
        var setup = BrokerSetup.WithoutCloud(world) with { More = "operators: [ { name: other, idp: ci, subject: other-job } ]" };
        await using var broker = await BrokerServer.StartAsync(setup);
        var folder = RunFolder.Make("operator-follows");
        await using var follower = Child.Start("voidkey", folder, new Command(Repository.CliBinary, ["admin", "audit", "--follow", "-n", "0", "-o", "json"], broker.CliEnvironment(await world.Callers.TokenAsync("other-job"))));
        await Poll.UntilAsync("it follows", Patience, () => Task.FromResult(follower.Errors.Contains("following", StringComparison.Ordinal)), follower);

        (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), "NOBODYS")).Is(403, "FORBIDDEN");
        await Poll.UntilAsync("it sees the refusal", Patience, () => Task.FromResult(follower.Output.Contains("\"key\":\"NOBODYS\"", StringComparison.Ordinal)), follower);

        broker.Process.Signal(Signals.Terminate);
        Assert.Equal(0, await broker.Process.ExitAsync(Patience));
        Assert.Equal(6, await follower.ExitAsync(Patience));
        Assert.Contains("the broker stops", follower.Errors, StringComparison.Ordinal);
    }
}
