using System.Globalization;
using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>moto, a stand-in for AWS in Python: it takes any token, but answers in AWS's own words, and knows GetCallerIdentity.</summary>
internal sealed class MotoServer : IAsyncDisposable
{
    private readonly Child _server;

    private MotoServer(Child server, string endpoint) => (_server, Endpoint) = (server, endpoint);

    public string Endpoint { get; }

    /// <summary>moto is no package of the system's, so its absence is nobody's fault.</summary>
    public static async Task<string?> WhyNotAsync()
    {
        if (Absent.Programs("python3") is { } missing) return missing;
        var import = await new Command(Command.Find("python3")!, ["-c", "import moto.server"]).RunAsync();
        return import.ExitCode == 0 ? null : "python3 has no moto with its server";
    }

    public static async Task<MotoServer> StartAsync()
    {
        var port = Ports.Free();
        var server = Child.Start(
            "moto", RunFolder.Make("moto"), new Command(Command.Find("python3")!, ["-m", "moto.server", "-H", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture)]));
        await Poll.UntilAsync("moto listens", TimeSpan.FromSeconds(30), () => Poll.ListensAsync(port), server);
        return new MotoServer(server, $"http://127.0.0.1:{port}");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
