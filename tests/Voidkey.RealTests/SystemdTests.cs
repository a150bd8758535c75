using System.Net.Sockets;
using System.Text;
using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>The server tells systemd how it is, and the unit that ships holds what it promises.</summary>
public sealed class SystemdTests(World world)
{
    private static readonly string Unit = Path.Combine(Repository.Root, "deploy/systemd/voidkey.service");

    [Fact]
    public async Task It_says_that_it_is_ready_reads_anew_and_stops()
    {
        using var told = new NotifySocket("notify");
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world) with { MoreEnvironment = told.Environment });
        Assert.Matches(@"\AREADY=1\nSTATUS=serving, configuration [0-9a-f]{12}\z", await told.NextAsync());

        broker.Process.Signal(Signals.HangUp);
        Assert.Matches(@"\ARELOADING=1\nMONOTONIC_USEC=\d+\z", await told.NextAsync());
        Assert.StartsWith("READY=1\n", await told.NextAsync(), StringComparison.Ordinal);

        var good = await File.ReadAllTextAsync(broker.ConfigFile);
        await File.WriteAllTextAsync(broker.ConfigFile, $"{good}\nnot: good\n");
        broker.Process.Signal(Signals.HangUp);
        Assert.StartsWith("RELOADING=1\n", await told.NextAsync(), StringComparison.Ordinal);
        Assert.Matches(@"\AREADY=1\nSTATUS=serving, configuration [0-9a-f]{12}; a changed one is refused for 1 problem, see the log\z", await told.NextAsync());

        // One that is only found is told too.
        await File.WriteAllTextAsync(broker.ConfigFile, good);
        Assert.Matches(@"\AREADY=1\nSTATUS=serving, configuration [0-9a-f]{12}\z", await told.NextAsync());

        broker.Process.Signal(Signals.Terminate);
        Assert.StartsWith("STOPPING=1\n", await told.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await broker.Process.ExitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task It_calls_as_often_as_the_watchdog_wants()
    {
        using var told = new NotifySocket("watchdog");
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world) with { MoreEnvironment = new Dictionary<string, string>(told.Environment) { ["WATCHDOG_USEC"] = "200000" } });
        var calls = 0;
        for (var i = 0; i < 6; i++) calls += await told.NextAsync() == "WATCHDOG=1" ? 1 : 0;

        Assert.Equal(5, calls);
    }

    [Theory]
    [InlineData("/nowhere/notify"), InlineData("@"), InlineData("relative"), InlineData("")]
    public async Task A_supervisor_that_does_not_listen_costs_nobody_the_server(string path)
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world) with { MoreEnvironment = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path, ["WATCHDOG_USEC"] = "no number" } });
        Assert.True(await Http.IsOkAsync($"{broker.Url}/health"));
    }

    [Fact]
    public async Task The_unit_is_right_and_leaves_little_to_attack()
    {
        Absent.Refuse(Absent.Programs("systemd-analyze"));
        var folder = RunFolder.Make("systemd");
        var unit = Path.Combine(folder, "voidkey.service");
        await File.WriteAllTextAsync(unit, (await File.ReadAllTextAsync(Unit)).Replace("/usr/bin/voidkey-server", Repository.ServerBinary, StringComparison.Ordinal));

        Assert.Equal("", (await AnalyzeAsync("verify", unit)).Errors.Trim());
        _ = (await AnalyzeAsync("security", "--offline=true", "--threshold=15", unit)).Success;
    }

    private static Task<Finished> AnalyzeAsync(params string[] arguments) => new Command(Command.Find("systemd-analyze")!, arguments).RunAsync();

    /// <summary>What systemd listens at.</summary>
    private sealed class NotifySocket : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

        public NotifySocket(string name)
        {
            var path = Path.Combine(RunFolder.Make(name), "s");
            _socket.Bind(new UnixDomainSocketEndPoint(path));
            Environment = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path };
        }

        public IReadOnlyDictionary<string, string> Environment { get; }

        public async Task<string> NextAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            var bytes = new byte[4096];
            return Encoding.UTF8.GetString(bytes, 0, await _socket.ReceiveAsync(bytes, limit.Token));
        }

        public void Dispose() => _socket.Dispose();
    }
}
