using System.Text.Json;
using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>The shipped command line asks a Workload API for its identity, over a gRPC that others wrote.</summary>
public sealed class WorkloadIdentityTests
{
    private static readonly string Home = RunFolder.Make("workload-home");

    [Fact]
    public async Task A_workload_gets_the_first_of_its_identities_for_the_audience_that_it_asks_for()
    {
        await using var api = await StartAsync();

        var token = (await CliAsync(api, "token", "--audience", "voidkey-prod")).Success.TrimEnd('\n');

        var claims = JsonDocument.Parse(Convert.FromBase64String(Padded(token.Split('.')[1]))).RootElement;
        Assert.Equal((WorkloadApi.Id, "voidkey-prod"), (claims.GetProperty("sub").GetString(), claims.GetProperty("aud")[0].GetString()));
    }

    [Fact]
    public async Task A_workload_that_nobody_vouches_for_hears_what_to_do()
    {
        await using var api = await StartAsync();

        var refused = (await CliAsync(api, "token", "--audience", "refused", "--retries", "0")).Fails(4);

        Assert.Equal("", refused.Output);
        Assert.Contains("no identity issued", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("register this workload", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_has_gone_is_named()
    {
        await using var api = await StartAsync();
        await api.StopAsync();

        Assert.Contains("SPIFFE Workload API", (await CliAsync(api, "token", "--audience", "voidkey-prod", "--retries", "0")).Fails(6).Errors, StringComparison.Ordinal);
    }

    private static async Task<WorkloadApi> StartAsync()
    {
        Absent.Refuse(await WorkloadApi.InstallAsync());
        var api = new WorkloadApi();
        await api.StartAsync();
        return api;
    }

    private static Task<Finished> CliAsync(WorkloadApi api, params string[] arguments) =>
        new Command(Repository.CliBinary, [.. arguments, "--source", "spiffe"], new Dictionary<string, string> { ["SPIFFE_ENDPOINT_SOCKET"] = api.Endpoint, ["HOME"] = Home }).RunAsync();

    private static string Padded(string part) => part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '=');
}
