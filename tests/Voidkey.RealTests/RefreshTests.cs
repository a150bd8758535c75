using System.Text.RegularExpressions;
using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>Real programs that ask a port of voidkey's for their credentials.</summary>
public sealed partial class RefreshTests(World world)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_aws_command_line_asks_the_port_that_exec_opens_and_sees_no_credentials()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var environment = await EnvironmentAsync(broker);
        environment["AWS_PROFILE"] = "nobody";

        _ = (await ExecAsync(environment, AwsCli.Program, "--endpoint-url", world.Cloud.Endpoint, "s3", "cp", "-", "s3://artifacts/refresh")).Success;
        Denied.Assert(await ExecAsync(environment, AwsCli.Program, "--endpoint-url", world.Cloud.Endpoint, "s3", "cp", "s3://secrets/a", "-"));
        var shown = (await ExecAsync(environment, "env")).Success;
        Assert.Matches(@"(?m)^AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127\.0\.0\.1:[0-9]+/aws/credentials$", shown);
        Assert.DoesNotMatch("AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE)=", shown);
        Assert.DoesNotContain("VOIDKEY_OIDC_TOKEN=", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boto3_and_the_aws_command_line_ask_a_port_that_serves_for_long()
    {
        Absent.Refuse((await new Command("/usr/bin/env", ["python3", "-c", "import boto3"]).RunAsync()).ExitCode == 0 ? null : "not installed: boto3");
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        await using var server = Child.Start("serve", RunFolder.Make("serve"), new Command(Repository.CliBinary, ["serve", BrokerSetup.Deploy, "--aws", "-o", "dotenv"], await EnvironmentAsync(broker)));
        await Poll.UntilAsync("what to see is printed", Limit, () => Task.FromResult(server.Output.EndsWith('\n')), server);
        var environment = new Dictionary<string, string>(AwsCli.Settings);
        foreach (var line in server.Output.Trim().Split('\n')) environment[line.Split('=')[0]] = Canaries.Add(line.Split('=', 2)[1]);

        const string script = "import boto3, sys; s = boto3.Session(); print(s.get_credentials().method); print(s.client('s3', endpoint_url=sys.argv[1]).list_objects_v2(Bucket='artifacts')['Name'])";
        Assert.Equal("container-role\nartifacts\n", (await new Command("/usr/bin/env", ["python3", "-c", script, world.Cloud.Endpoint], environment).RunAsync()).Success);
        _ = (await new Command(AwsCli.Program, ["--endpoint-url", world.Cloud.Endpoint, "s3", "ls", "s3://artifacts"], environment).RunAsync()).Success;
        Assert.Single(broker.AuditRecords());

        environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "guess";
        Assert.NotEqual(0, (await new Command(AwsCli.Program, ["--endpoint-url", world.Cloud.Endpoint, "s3", "ls"], environment).RunAsync()).ExitCode);
        server.Signal(Signals.Interrupt);
        Assert.Equal(130, await server.ExitAsync(Limit));
    }

    [Fact]
    public async Task Signals_and_exit_codes_are_the_commands()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var environment = await EnvironmentAsync(broker);

        Assert.Equal(7, (await ExecAsync(environment, "sh", "-c", "exit 7")).ExitCode);
        Assert.Equal(137, (await ExecAsync(environment, "sh", "-c", "kill -KILL $$")).ExitCode);
        foreach (var (signal, name) in new[] { (Signals.Terminate, "TERM"), (Signals.HangUp, "HUP"), (Signals.Interrupt, "INT") })
        {
            await using var running = Child.Start($"signal-{name}", RunFolder.Make("signals"), new Command(Repository.CliBinary, ["exec", BrokerSetup.Deploy, "--refresh", "--", "sh", "-c", $"trap 'echo {name}; exit 42' {name}; echo ready; while :; do sleep 0.05; done"], environment));
            await Poll.UntilAsync("the command runs", Limit, () => Task.FromResult(running.Output.Contains("ready", StringComparison.Ordinal)), running);
            running.Signal(signal);
            Assert.Equal((42, $"ready\n{name}\n"), (await running.ExitAsync(Limit), running.Output));
        }

        // SIGPIPE is the default for it, as for a command that a shell starts: `yes` ends with its reader.
        Assert.Equal("y\n141\n", (await ExecAsync(environment, "bash", "-c", "yes | head -n 1; echo ${PIPESTATUS[0]}")).Success);
    }

    [Fact]
    public async Task A_port_is_gone_with_its_command()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var url = Address().Match((await ExecAsync(await EnvironmentAsync(broker), "env")).Success).Groups[1].Value;

        Assert.False(await Http.IsOkAsync(url));
        Assert.False(await Poll.ListensAsync(new Uri(url).Port));
    }

    private static async Task<Finished> ExecAsync(IReadOnlyDictionary<string, string> environment, params string[] command) =>
        await new Command(Repository.CliBinary, ["exec", BrokerSetup.Deploy, "--refresh", "--", .. command], environment).RunAsync("hello");

    private async Task<Dictionary<string, string>> EnvironmentAsync(BrokerServer broker)
    {
        var environment = new Dictionary<string, string>(AwsCli.Settings);
        foreach (var (name, value) in broker.CliEnvironment(await world.Callers.TokenAsync(BrokerSetup.Subject))) environment[name] = value;
        return environment;
    }

    [GeneratedRegex("(?m)^AWS_CONTAINER_CREDENTIALS_FULL_URI=(.*)$")]
    private static partial Regex Address();
}
