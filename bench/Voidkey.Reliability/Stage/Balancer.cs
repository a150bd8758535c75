using System.Diagnostics;
using System.Globalization;

namespace Voidkey.Reliability.Stage;

/// <summary>A real HAProxy with the configuration that ships, but for its ports.</summary>
internal sealed class Balancer : IAsyncDisposable
{
    private readonly Process _process;

    private Balancer(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>Where callers come.</summary>
    public int Port { get; }

    public bool IsRunning => !_process.HasExited;

    /// <param name="folder">Where its configuration and its log go.</param>
    /// <param name="replicas">The ports of the three brokers.</param>
    /// <exception cref="StageException">There is no HAProxy.</exception>
    public static Balancer Start(string folder, IReadOnlyList<int> replicas)
    {
        var program = new[] { "/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/usr/bin/haproxy" }.FirstOrDefault(File.Exists) ?? throw new StageException("HAProxy is not installed");
        var (port, config) = (Ports.Free(), Path.Combine(folder, "haproxy.cfg"));
        var text = File.ReadAllText(Shipped()).Replace("127.0.0.1:3000", Address(port), StringComparison.Ordinal);
        for (var i = 0; i < replicas.Count; i++) text = text.Replace(Address(3001 + i), Address(replicas[i]), StringComparison.Ordinal);
        File.WriteAllText(config, text);

        // The shell only redirects, and becomes HAProxy: the id stays the same.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$1\" -db -f \"$2\" </dev/null >>\"$2.log\" 2>&1", "sh", program, config]);
        start.Environment.Clear();
        return new Balancer(Process.Start(start)!, port);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private static string Shipped()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Voidkey.slnx"))) folder = Path.GetDirectoryName(folder) ?? throw new StageException("no Voidkey.slnx above this program");
        return Path.Combine(folder, "deploy/haproxy/haproxy.cfg");
    }
}
