using System.Text.Json;
using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>A kubeconfig that was minted, used by kubectl over https.</summary>
public sealed class KubernetesTests(World world)
{
    private const string Cluster = "CLUSTER";

    [Fact]
    public async Task Kubectl_works_with_what_was_minted_and_the_account_alone_may()
    {
        Absent.Refuse(ApiServer.WhyNot());
        await using var server = new ApiServer(await ServerCertificate.MakeAsync("kubernetes"), world.Brokers.Issuer);
        await server.StartAsync(user: "broker-post");
        await using var broker = await BrokerServer.StartAsync(SetupOf(server));

        var minted = (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), Cluster)).Ok;
        var values = minted.GetProperty("credentials").GetProperty(Cluster);
        Canaries.Add(values.GetProperty("TOKEN").GetString()!);
        var kubeconfig = values.GetProperty("DEPLOY_KUBECONFIG").GetString()!;
        Assert.Equal("pod/web-0\n", (await server.KubectlAsync(kubeconfig, "get", "pods", "-o", "name")).Success);
        Assert.Contains("Forbidden", (await server.KubectlAsync(kubeconfig, "get", "pods", "-n", "kube-system")).Fails(1).Errors, StringComparison.OrdinalIgnoreCase);

        var exec = JsonSerializer.Deserialize<JsonElement>(values.GetProperty("EXEC").GetString()!);
        Assert.Equal((values.GetProperty("TOKEN").GetString(), "client.authentication.k8s.io/v1"), (exec.GetProperty("status").GetProperty("token").GetString(), exec.GetProperty("apiVersion").GetString()));
    }

    [Fact]
    public async Task Who_the_cluster_does_not_let_have_a_token_has_none()
    {
        Absent.Refuse(ApiServer.WhyNot());
        await using var server = new ApiServer(await ServerCertificate.MakeAsync("kubernetes-strict"), world.Brokers.Issuer);
        await server.StartAsync(user: "somebody-else");
        await using var broker = await BrokerServer.StartAsync(SetupOf(server));
        (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), Cluster)).Is(502, "CREDENTIAL_MINT_FAILED", "refused");

        await using var blind = await BrokerServer.StartAsync(SetupOf(server) with { MoreProviders = $"- {{ name: cluster, type: kubernetes, server: '{server.Url}', namespace: {ApiServer.Namespace} }}" });
        (await blind.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), Cluster)).Is(503, "SERVICE_UNAVAILABLE", "cloud_unreachable");
    }

    private BrokerSetup SetupOf(ApiServer server) => BrokerSetup.WithoutCloud(world) with
    {
        IsForeignGranted = false,
        MoreProviders = $"- {{ name: cluster, type: kubernetes, server: '{server.Url}', namespace: {ApiServer.Namespace}, caFile: '{server.AuthorityFile}' }}",
        MoreKeys = $"{Cluster}: {{ provider: cluster, serviceAccount: {ApiServer.Account}, duration: 900, outputs: {{ DEPLOY_KUBECONFIG: Kubeconfig, TOKEN: Token, EXEC: ExecCredential }} }}",
    };
}
