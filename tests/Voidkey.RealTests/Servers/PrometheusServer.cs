using System.Globalization;
using System.Text.Json;
using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>A Prometheus with the configuration and the rules that ship, but for the targets and the seconds.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly int _port = Ports.Free();
    private Child? _server;

    public static string? WhyNot() => Absent.Programs("prometheus", "promtool");

    public static string Shipped { get; } = Path.Combine(Repository.Root, "deploy/observability");

    /// <param name="broker">What it scrapes.</param>
    public async Task StartAsync(BrokerServer broker)
    {
        var folder = RunFolder.Make($"prometheus-{Guid.NewGuid():N}"[..19]);
        foreach (var file in Directory.EnumerateFiles(Shipped, "*.yaml")) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var settings = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(settings, (await File.ReadAllTextAsync(Path.Combine(Shipped, "prometheus.yml")))
            .Replace("127.0.0.1:3000", $"127.0.0.1:{broker.Port}", StringComparison.Ordinal).Replace("15s", "1s", StringComparison.Ordinal));
        _server = Child.Start("prometheus", folder, new Command(Command.Find("prometheus")!,
            [$"--config.file={settings}", $"--storage.tsdb.path={Path.Combine(folder, "data")}", string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{_port}")]));
        await Poll.UntilAsync("Prometheus is ready", Limit, () => Http.IsOkAsync($"http://127.0.0.1:{_port}/-/ready"), _server);
    }

    /// <summary>Waits until a query gives a value.</summary>
    public Task UntilAsync(string query, double value) => Poll.UntilAsync($"{query} is {value}", Limit, async () => await AskAsync(query) == value, _server);

    /// <returns>The value that a query gives; null: none, or more than one.</returns>
    public async Task<double?> AskAsync(string query)
    {
        var answer = await Http.GetAsync($"http://127.0.0.1:{_port}/api/v1/query?query={Uri.EscapeDataString(query)}");
        var result = answer.Ok.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() == 1 ? double.Parse(result[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>What it says of its targets and rules.</summary>
    public async Task<JsonElement> SaysAsync(string what) => (await Http.GetAsync($"http://127.0.0.1:{_port}/api/v1/{what}")).Ok.GetProperty("data");

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
