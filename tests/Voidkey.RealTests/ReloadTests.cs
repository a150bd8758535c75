using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>The shipped server follows a mounted volume and SIGHUP, with real tokens and a real cloud.</summary>
public sealed class ReloadTests(World world)
{
    private const string Newer = "AWS_NEWER";
    private static readonly TimeSpan Followed = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_mounted_volume_is_followed_a_broken_one_is_not_and_the_cloud_gives_what_is_in_force()
    {
        var (setup, mounted) = (new BrokerSetup(world), new MountedFolder("mounted"));
        await using var broker = await BrokerServer.StartAsync(setup, mounted);
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);
        _ = (await broker.MintAsync(token, BrokerSetup.Narrow)).Ok;
        (await broker.MintAsync(token, Newer)).Is(403, "FORBIDDEN");

        var newer = setup.Yaml(broker.AuditFile).Replace(BrokerSetup.Narrow, Newer, StringComparison.Ordinal);
        mounted.Publish(newer);
        await Poll.UntilAsync("the newer key is granted", Followed, async () => (await broker.MintAsync(token, Newer)).Status == 200, broker.Process);
        (await broker.MintAsync(token, BrokerSetup.Narrow)).Is(403, "FORBIDDEN");

        mounted.Publish($"{newer}\nbroken: [\n");
        await Poll.UntilAsync("the broken one is refused", Followed, async () => await ConfigurationAsync(broker) == "degraded", broker.Process);
        _ = (await broker.MintAsync(token, Newer)).Ok;

        mounted.Publish(setup.Yaml(broker.AuditFile));
        broker.Process.Signal(Signals.HangUp);
        await Poll.UntilAsync("the first one is in force again", Followed, async () => await ConfigurationAsync(broker) == "ok", broker.Process);
        _ = (await broker.MintAsync(token, BrokerSetup.Narrow)).Ok;
        Assert.False(broker.Process.HasExited);
    }

    private static async Task<string?> ConfigurationAsync(BrokerServer broker) => (await Http.GetAsync($"{broker.Url}/health")).Ok.GetProperty("checks").GetProperty("configuration").GetString();
}
