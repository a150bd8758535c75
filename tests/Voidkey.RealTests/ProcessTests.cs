using System.Net.NetworkInformation;
using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>The server as a process: how it starts, how it ends, what its exit code says.</summary>
public sealed class ProcessTests(World world)
{
    private const int BadConfiguration = 3;
    private const int InFlight = 20;

    private static readonly string TwoMistakes =
        """
        clientIdps:
          - name: ci
            issuer: https://ci.example.com
        accessProviders:
          - name: aws
            type: aws-stss
            endpoint: https://sts.example.com
        """;

    [Fact]
    public async Task Weakness_20_told_to_end_it_answers_what_is_under_way_and_exits_with_0()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);
        _ = (await broker.MintAsync(token, BrokerSetup.Deploy)).Ok;

        Task<Answer>[] requests;
        world.Cloud.Pause();
        try
        {
            requests = [.. Enumerable.Range(0, InFlight).Select(_ => broker.MintAsync(token, BrokerSetup.Deploy))];
            await Poll.UntilAsync($"{InFlight} mints wait for the cloud", TimeSpan.FromSeconds(5), () => Task.FromResult(ConnectionsTo(world.Cloud.Port) >= InFlight), broker.Process);
            broker.Process.Signal(Signals.Terminate);
            await Poll.UntilAsync("nobody new is let in", TimeSpan.FromSeconds(3), async () => !await Poll.ListensAsync(broker.Port));
            Assert.False(broker.Process.HasExited);
        }
        finally
        {
            world.Cloud.Resume();
        }

        Assert.All(await Task.WhenAll(requests), static answer => Assert.Equal(200, answer.Status));
        Assert.Equal(0, await broker.Process.ExitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(InFlight + 1, broker.AuditRecords().Count);
    }

    [Fact]
    public async Task Told_to_end_while_idle_it_does_so_within_2_seconds()
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world));
        broker.Process.Signal(Signals.Terminate);
        Assert.Equal(0, await broker.Process.ExitAsync(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task A_wrong_configuration_ends_it_with_all_that_is_wrong_before_it_listens()
    {
        var (folder, port) = (RunFolder.Make("bad-configuration"), Ports.Free());
        var config = Path.Combine(folder, "config.yaml");
        await File.WriteAllTextAsync(config, TwoMistakes);
        await using var server = Child.Start("voidkey-server", folder, BrokerServer.ServeCommand(config, port, "unused"));

        Assert.Equal(BadConfiguration, await server.ExitAsync(TimeSpan.FromSeconds(5)));

        AssertTellsBothMistakes(server.Errors);
        Assert.Equal("", server.Output);
        Assert.False(await Poll.ListensAsync(port));
    }

    [Fact]
    public async Task Check_tells_a_good_configuration_from_a_bad_one()
    {
        var folder = RunFolder.Make("check");
        var (good, bad) = (Path.Combine(folder, "good.yaml"), Path.Combine(folder, "bad.yaml"));
        await File.WriteAllTextAsync(good, BrokerSetup.WithoutCloud(world).Yaml(Path.Combine(folder, "audit.jsonl")));
        await File.WriteAllTextAsync(bad, TwoMistakes);

        _ = (await CheckAsync(good)).Success;
        AssertTellsBothMistakes((await CheckAsync(bad)).Fails(BadConfiguration).Errors);
        (await CheckAsync(Path.Combine(folder, "absent.yaml"))).Fails(BadConfiguration);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world));
        var config = Path.Combine(RunFolder.Make("port-in-use"), "config.yaml");
        await File.WriteAllTextAsync(config, BrokerSetup.WithoutCloud(world).Yaml(Path.Combine(Path.GetDirectoryName(config)!, "audit.jsonl")));

        var second = (await BrokerServer.ServeCommand(config, broker.Port, "unused").RunAsync()).Fails(1);

        Assert.Contains($"127.0.0.1:{broker.Port}", second.Errors, StringComparison.Ordinal);
    }

    private static Task<Finished> CheckAsync(string config) =>
        new Command(Repository.ServerBinary, ["check", config], new Dictionary<string, string> { [BrokerSetup.SecretVariable] = "unused" }).RunAsync();

    private static void AssertTellsBothMistakes(string errors)
    {
        Assert.Contains(errors.Split('\n'), static line => line.Contains("audience", StringComparison.Ordinal));
        Assert.Contains(errors.Split('\n'), static line => line.Contains("'aws-stss'", StringComparison.Ordinal) && line.Contains("'aws-sts'", StringComparison.Ordinal));
    }

    private static int ConnectionsTo(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(connection => connection.RemoteEndPoint.Port == port && connection.State == TcpState.Established);
}
