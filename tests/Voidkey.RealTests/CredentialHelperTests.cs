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
}
