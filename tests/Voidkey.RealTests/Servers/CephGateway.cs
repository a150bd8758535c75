using System.Globalization;
using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>Ceph's RADOS Gateway: an STS that verifies the broker's token and its role's trust policy, and an S3 that enforces what was granted.</summary>
/// <remarks>It stands on a monitor and an OSD that keeps all in memory. A tenant of the gateway is what AWS calls an account.</remarks>
internal sealed class CephGateway : IAsyncDisposable
{
    public const string Account = "123456789012";

    private const int OsdPorts = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Programs = ["ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin", "aws"];

    private readonly string _folder = RunFolder.Make("ceph");
    private readonly int _port = Ports.Free();
    private readonly int _mon = Ports.FreeBlock(2);
    private readonly int _osd = Ports.FreeBlock(OsdPorts);
    private Child? _monitor;
    private Child? _store;
    private Child? _gateway;

    public string Endpoint => $"http://127.0.0.1:{_port}";

    public int Port => _port;

    public AwsCli Admin => new(Endpoint, $"AKIA{Account}", "admin-of-the-test-account");

    private string Conf => Path.Combine(_folder, "ceph.conf");

    public static string? WhyNot() => Absent.Programs(Programs);

    public async Task StartAsync()
    {
        await WriteConfigurationAsync();
        await StartMonitorAsync();
        await StartStoreAsync();
        await StartGatewayAsync();
        await RunAsync(
            "radosgw-admin", "user", "create", "--tenant", Account, "--uid", "admin", "--display-name", "admin", "--access-key", Admin.AccessKeyId, "--secret-key", Admin.SecretAccessKey);
        await RunAsync("radosgw-admin", "caps", "add", "--tenant", Account, "--uid", "admin", "--caps", "roles=*;oidc-provider=*;user-policy=*");
    }

    public async Task StartGatewayAsync()
    {
        _gateway = Start("rgw", "radosgw", "-f", "-n", "client.rgw");
        await Poll.UntilAsync("the gateway answers", Patience, () => Http.IsOkAsync(Endpoint), _gateway);
    }

    /// <summary>Ends the gateway alone; what it stored stays.</summary>
    public async Task StopGatewayAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        _gateway = null;
    }

    /// <summary>The gateway takes connections and answers nothing.</summary>
    public void Pause() => _gateway!.Signal(Signals.Stop);

    public void Resume() => _gateway!.Signal(Signals.Continue);

    public async ValueTask DisposeAsync()
    {
        await StopGatewayAsync();
        if (_store is not null) await _store.DisposeAsync();
        if (_monitor is not null) await _monitor.DisposeAsync();
    }

    private async Task StartMonitorAsync()
    {
        var (data, map) = (Path.Combine(_folder, "mon"), Path.Combine(_folder, "monmap"));
        Directory.CreateDirectory(data);
        await RunAsync("monmaptool", "--create", "--clobber", "--addv", "a", $"[v2:127.0.0.1:{_mon},v1:127.0.0.1:{_mon + 1}]", map);
        await RunAsync("ceph-mon", "--mkfs", "-i", "a", "--monmap", map);
        _monitor = Start("mon", "ceph-mon", "-f", "-i", "a");
        await Poll.UntilAsync("the monitor answers", Patience, async () => (await AskAsync("mon", "stat")).ExitCode == 0, _monitor);
    }

    private async Task StartStoreAsync()
    {
        var id = Guid.NewGuid().ToString();
        Directory.CreateDirectory(Path.Combine(_folder, "osd"));
        _ = (await AskAsync("osd", "new", id, "0")).Success;
        await RunAsync("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", id);
        _store = Start("osd", "ceph-osd", "-f", "-i", "0");
        await Poll.UntilAsync("the OSD is up", Patience, async () => (await AskAsync("osd", "stat")).Output.Contains("1 up", StringComparison.Ordinal), _store);
    }

    private async Task WriteConfigurationAsync()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests/Voidkey.RealTests/servers/ceph.conf"));
        var values = new Dictionary<string, string>
        {
            ["fsid"] = Guid.NewGuid().ToString(),
            ["folder"] = _folder,
            ["gateway"] = Text(_port),
            ["mon"] = Text(_mon),
            ["monV1"] = Text(_mon + 1),
            ["osdFirst"] = Text(_osd),
            ["osdLast"] = Text(_osd + OsdPorts - 1),
        };
        foreach (var (name, value) in values) text = text.Replace($"@{name}@", value, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Conf, text);
    }

    private Child Start(string name, string program, params string[] arguments) =>
        Child.Start(name, _folder, new Command(Command.Find(program)!, ["-c", Conf, .. arguments]));

    private Task<Finished> AskAsync(params string[] arguments) => new Command(Command.Find("ceph")!, ["-c", Conf, "--connect-timeout", "5", .. arguments]).RunAsync();

    private async Task RunAsync(string program, params string[] arguments) => _ = (await new Command(Command.Find(program)!, ["-c", Conf, .. arguments]).RunAsync()).Success;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
