using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>The shipped binary gives its place to a real command.</summary>
public sealed class ExecTests(World world)
{
    [Fact]
    public async Task The_aws_command_line_works_with_what_was_minted_whatever_was_set_before()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var environment = await EnvironmentAsync(broker);
        foreach (var (name, value) in AwsCli.Settings) environment[name] = value;
        environment["AWS_PROFILE"] = "nobody";
        environment["AWS_SECRET_ACCESS_KEY"] = "old";

        var ran = await new Command(
            Repository.CliBinary,
            ["exec", BrokerSetup.Deploy, "--", AwsCli.Program, "--endpoint-url", world.Cloud.Endpoint, "s3", "cp", "-", "s3://artifacts/exec"],
            environment).RunAsync("hello");

        _ = ran.Success;
        Assert.Contains("unset for the command: AWS_PROFILE", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_has_the_process_id_signals_limits_and_descriptors_that_its_parent_gave()
    {
        const string show = "grep -E '^Sig(Blk|Ign)' /proc/self/status; cat /proc/self/limits; umask; readlink /proc/self/fd/*; echo $VOIDKEY_OIDC_TOKEN";
        const string script =
            """
            trap '' HUP INT
            env --default-signal=PIPE --block-signal=USR2 sh -c "exec 9</dev/null; echo \$\$; $1" > direct
            env --default-signal=PIPE --block-signal=USR2 sh -c 'exec 9</dev/null; echo $$; exec "$0" exec "$1" -q -- sh -c "echo \$\$; $2"' "$2" "$3" "$1" > replaced
            """;
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var folder = RunFolder.Make("exec");

        _ = (await new Command("/usr/bin/env", ["--default-signal", "sh", "-c", $"cd '{folder}'\n{script}", "sh", show, Repository.CliBinary, BrokerSetup.Deploy], await EnvironmentAsync(broker)).RunAsync()).Success;

        var direct = (await File.ReadAllLinesAsync(Path.Combine(folder, "direct"))).Skip(1).ToArray();
        var replaced = await File.ReadAllLinesAsync(Path.Combine(folder, "replaced"));
        Assert.Equal(replaced[0], replaced[1]);
        Assert.Contains("SigIgn:\t0000000000000003", direct);
        Assert.Contains("/dev/null", direct);

        // The token is gone, and the outputs are two files.
        Assert.Equal(direct.SkipLast(1).Select(line => line.Replace("direct", "replaced", StringComparison.Ordinal)), replaced.Skip(2).SkipLast(1));
        Assert.Equal("", replaced[^1]);
    }

    private async Task<Dictionary<string, string>> EnvironmentAsync(BrokerServer broker) => broker.CliEnvironment(await world.Callers.TokenAsync(BrokerSetup.Subject));
}
