using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>A SPIFFE Workload API over the gRPC server that others wrote. It refuses whoever asks for an audience that begins with <c>refused</c>.</summary>
internal sealed class WorkloadApi : IAsyncDisposable
{
    public const string Id = "spiffe://example.org/ci/deploy";

    private static readonly string App = Path.Combine(Repository.Root, "tests/Voidkey.RealTests/servers/workload-api");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _folder = RunFolder.Make($"workload-{Guid.NewGuid():N}"[..17]);
    private Child? _server;

    /// <summary>What <c>SPIFFE_ENDPOINT_SOCKET</c> is set to.</summary>
    public string Endpoint => $"unix://{Socket}";

    private string Socket => Path.Combine(_folder, "api.sock");

    public static Task<string?> InstallAsync() => Npm.InstallAsync(App);

    public async Task StartAsync()
    {
        _server = Child.Start("workload-api", _folder, new Command(Command.Find("node")!, [Path.Combine(App, "server.mjs"), Socket, Id]));
        await Poll.UntilAsync("the Workload API listens", Limit, () => Task.FromResult(_server.Output.Contains("listening", StringComparison.Ordinal)), _server);
    }

    public async Task StopAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _server = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
