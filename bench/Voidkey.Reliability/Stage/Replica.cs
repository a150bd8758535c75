namespace Voidkey.Reliability.Stage;

/// <summary>One more broker with the configuration of the first, but for where it listens and records.</summary>
internal sealed class Replica(World world, Func<Replica, ServerProcess> start, int port) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private ServerProcess? _process;

    public int Port { get; } = port;

    public string Url => $"http://127.0.0.1:{Port}";

    private ServerProcess Process => _process ?? throw new StageException("no replica was started");

    public async Task StartAsync(CancellationToken ct)
    {
        _process = start(this);
        var request = () => new HttpRequestMessage(HttpMethod.Get, $"{Url}/health");
        if (await world.UntilAsync(async () => await world.Load.StatusAsync(request()) == 200, Limit, ct) is null) throw new StageException($"a replica did not answer\n{Process.Log}");
    }

    /// <summary>Tells it to stop, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync(CancellationToken ct)
    {
        Process.Signal("TERM");
        return await Process.ExitAsync(ct);
    }

    /// <param name="name">As <c>kill</c> knows it.</param>
    public void Signal(string name) => Process.Signal(name);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }
}
