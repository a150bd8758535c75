using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>Programs that ask <c>voidkey helper</c> for their credentials themselves.</summary>
public sealed class CredentialHelperTests(World world)
{
    [Fact]
    public async Task The_aws_command_line_runs_it_as_its_credential_process()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var aws = new AwsProfile(world.Cloud.Endpoint, broker.CliEnvironment(await world.Callers.TokenAsync(BrokerSetup.Subject)));

        _ = (await aws.RunAsync(BrokerSetup.Deploy, "hello", "s3", "cp", "-", "s3://artifacts/process")).Success;
        Assert.Equal("hello", (await aws.RunAsync(BrokerSetup.Deploy, "", "s3", "cp", "s3://artifacts/process", "-")).Success);
        Denied.Assert(await aws.RunAsync(BrokerSetup.Deploy, "", "s3", "cp", "s3://secrets/a", "-"));

        // Its users see why.
        var refused = await aws.RunAsync("AWS_UNKNOWN", "", "s3", "ls");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("the broker refused key AWS_UNKNOWN", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client.authentication.k8s.io/v1")]
    [InlineData("client.authentication.k8s.io/v1beta1")]
    public async Task Kubectl_runs_it_as_its_credential_plug_in_of(string version)
    {
        Absent.Refuse(ApiServer.WhyNot());
        await using var server = new ApiServer(await ServerCertificate.MakeAsync("plug-in"), world.Brokers.Issuer);
        await server.StartAsync(user: "broker-post");
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world) with
        {
            IsForeignGranted = false,
            MoreProviders = $"- {{ name: cluster, type: kubernetes, server: '{server.Url}', namespace: {ApiServer.Namespace}, caFile: '{server.AuthorityFile}' }}",
            MoreKeys = $"CLUSTER: {{ provider: cluster, serviceAccount: {ApiServer.Account}, duration: 900 }}",
        });
        var environment = broker.CliEnvironment(await world.Callers.TokenAsync(BrokerSetup.Subject));

        var allowed = await server.KubectlAsync(server.KubeconfigWithPlugIn(version, environment, "helper", "kubernetes", "--key", "CLUSTER"), "get", "pods", "-o", "name");
        Assert.Equal(("pod/web-0\n", ""), (allowed.Success, allowed.Errors));

        var refused = await server.KubectlAsync(server.KubeconfigWithPlugIn(version, environment, "helper", "kubernetes", "--key", "UNKNOWN"), "get", "pods");
        Assert.Contains("the broker refused key UNKNOWN", refused.Fails(1).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Git_fills_in_what_it_says_for_its_host_and_asks_elsewhere_for_another()
    {
        Absent.Refuse(Absent.Programs("git"));
        await using var broker = await BrokerServer.StartAsync(WithPasswords());
        var folder = RunFolder.Make("git");
        var config = Path.Combine(folder, "config");
        await File.WriteAllTextAsync(config, $"[credential]\n\thelper =\n\thelper = \"!{Repository.CliBinary} helper git --key REPO --host git.example.com\"\n");
        var environment = broker.CliEnvironment(await world.Callers.TokenAsync(BrokerSetup.Subject));
        foreach (var (name, value) in new Dictionary<string, string> { ["GIT_CONFIG_GLOBAL"] = config, ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_CEILING_DIRECTORIES"] = RunFolder.Path, ["GIT_TERMINAL_PROMPT"] = "0" }) environment[name] = value;

        var filled = (await GitAsync("fill", "protocol=https\nhost=git.example.com\n\n")).Success;
        Assert.Contains("\nusername=x-access-token\n", filled, StringComparison.Ordinal);
        Assert.Matches("\npassword=.{20,}\n", filled);

        var other = await GitAsync("fill", "protocol=https\nhost=other.example.com\n\n");
        Assert.Equal("", other.Fails(128).Output);
        Assert.Equal(("", ""), ((await GitAsync("approve", filled)).Success, (await GitAsync("reject", filled)).Success));
        Assert.Single(broker.AuditRecords());

        Task<Finished> GitAsync(string action, string question) => new Command(Command.Find("git")!, ["-C", folder, "credential", action], environment).RunAsync(question);
    }

    [Fact]
    public async Task Docker_pulls_with_what_it_says_from_its_registry_and_without_anything_from_another()
    {
        if (DockerDaemon.WhyNot() is { } missing) Assert.Skip(missing);
        await using var daemon = new DockerDaemon();
        await using var broker = await BrokerServer.StartAsync(WithPasswords());
        var folder = RunFolder.Make("docker");
        var script = Path.Combine(folder, "docker-credential-voidkey");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\nexec {Repository.CliBinary} helper docker --key REGISTRY --host registry.example.com \"$@\"\n");
        _ = (await new Command(Command.Find("chmod")!, ["0500", script]).RunAsync()).Success;
        await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), """{ "credsStore": "voidkey" }""");
        var environment = broker.CliEnvironment(await world.Callers.TokenAsync(BrokerSetup.Subject));
        foreach (var (name, value) in new Dictionary<string, string> { ["PATH"] = $"{folder}:/usr/bin:/bin", ["DOCKER_CONFIG"] = folder, ["DOCKER_HOST"] = $"tcp://127.0.0.1:{daemon.Port}" }) environment[name] = value;

        _ = (await PullAsync("registry.example.com/acme/api:1")).Success;
        Assert.Equal(["username", "password", "serveraddress"], daemon.LastAuthorization.EnumerateObject().Select(m => m.Name));
        Assert.Equal("registry.example.com", daemon.LastAuthorization.GetProperty("serveraddress").GetString());

        _ = (await PullAsync("other.example.com/acme/api:1")).Success;
        Assert.False(daemon.LastAuthorization.TryGetProperty("password", out _));
        Assert.Single(broker.AuditRecords());

        Task<Finished> PullAsync(string image) => new Command(Command.Find("docker")!, ["pull", image], environment).RunAsync();
    }

    /// <summary>Keys that set a user's name and a password, whatever is in them.</summary>
    private BrokerSetup WithPasswords() => new(world)
    {
        MoreKeys = $$"""
            REPO: { provider: aws, roleArn: "{{CloudAccount.DeployRole}}", outputs: { GITHUB_TOKEN: SecretAccessKey } }
                  REGISTRY: { provider: aws, roleArn: "{{CloudAccount.DeployRole}}", outputs: { DOCKER_USERNAME: AccessKeyId, DOCKER_PASSWORD: SecretAccessKey } }
            """,
    };
}
