using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Voidkey.Contracts;

namespace Voidkey.Demo;

/// <summary>The real broker, in a process of its own, started as an operator would: check the configuration, start, wait for health.</summary>
internal sealed class BrokerProcess(Options options, World world) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private ChildProcess? _server;

    public string Url { get; } = $"http://127.0.0.1:{FreePort()}";

    public string ConfigFile { get; } = Path.Combine(options.Folder, "config.yaml");

    public string AuditFile { get; } = Path.Combine(options.Folder, "audit.jsonl");

    public string LogFile { get; } = Path.Combine(options.Folder, "server.log");

    public int ProcessId => _server?.Id ?? 0;

    /// <summary>All that the server has printed.</summary>
    public string Log => _server is null ? "" : _server.Output + _server.Errors;

    private Dictionary<string, string> Environment => new(StringComparer.Ordinal) { [DemoConfig.SecretVariable] = world.ClientSecret.Reveal() };

    public async Task WriteConfigurationAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(options.Folder);
        foreach (var stale in new[] { ConfigFile, AuditFile, LogFile }) File.Delete(stale);
        await File.WriteAllTextAsync(ConfigFile, DemoConfig.Yaml(world, AuditFile), ct);
    }

    public async Task CheckConfigurationAsync(CancellationToken ct)
    {
        await using var check = await ChildProcess.RunAsync(options.Server, ["check", ConfigFile], Environment, ct);
        StoryBrokenException.Unless(
            check.ExitCode == 0, $"voidkey-server check accepts the configuration (exit {check.ExitCode})\n{check.Output}{check.Errors}");
    }

    public async Task StartAsync(HttpMessageInvoker http, TimeProvider time, CancellationToken ct)
    {
        _server = ChildProcess.Start(options.Server, ["--config", ConfigFile, "--urls", Url], Environment);

        var started = time.GetTimestamp();
        while (!await IsHealthyAsync(http, ct))
        {
            StoryBrokenException.Unless(!_server.HasExited, $"the server keeps running\n{Log}");
            StoryBrokenException.Unless(time.GetElapsedTime(started) < StartLimit, $"GET /health answers within {StartLimit.TotalSeconds} s\n{Log}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null) return;

        await _server.DisposeAsync();
        await File.WriteAllTextAsync(LogFile, Log);
    }

    private async Task<bool> IsHealthyAsync(HttpMessageInvoker http, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{Url}/health");
            using var answer = await http.SendAsync(request, ct);
            if (answer.StatusCode != HttpStatusCode.OK) return false;

            var health = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(ct), ContractsJson.Default.Health);
            return health?.Checks.Configuration == "ok";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
