using System.Globalization;
using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>A Redis that several brokers share. Its data are in memory only.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly string _folder = RunFolder.Make($"redis-{Guid.NewGuid():N}"[..14]);
    private readonly int _port = Ports.Free();
    private readonly string _secret = Canaries.Add(Guid.NewGuid().ToString("N"));
    private Child? _server;

    public static string? WhyNot() => Absent.Programs("redis-server", "redis-cli");

    /// <summary>The broker's sections for it, its password in a file beside it.</summary>
    /// <param name="isPasswordRight">False: the password is another one.</param>
    public string StoreYaml(bool isPasswordRight = true)
    {
        var file = Path.Combine(_folder, isPasswordRight ? "password" : "wrong-password");
        File.WriteAllText(file, isPasswordRight ? _secret : Canaries.Add(Guid.NewGuid().ToString("N")));
        return $"replayStore: {{ type: redis, endpoint: \"127.0.0.1:{_port}\", username: voidkey, password: \"${{file:{file}}}\" }}";
    }

    public async Task StartAsync()
    {
        // What the documentation says the user needs, and not a command more.
        var settings = Path.Combine(_folder, "redis.conf");
        await File.WriteAllTextAsync(settings, $"""
            bind 127.0.0.1
            port {_port.ToString(CultureInfo.InvariantCulture)}
            save ""
            user default off
            user onlooker on >onlooker ~* +keys +pttl
            user voidkey on >{_secret} ~voidkey:replay:* +eval +get +incr +decr +pttl +pexpire

            """);
        _server = Child.Start("redis-server", _folder, new Command(Command.Find("redis-server")!, [settings]));
        await Poll.UntilAsync("redis listens", TimeSpan.FromSeconds(15), () => Poll.ListensAsync(_port), _server);
    }

    /// <summary>Asks it something, as somebody who may look.</summary>
    public async Task<string[]> AskAsync(params string[] words) =>
        (await new Command(Command.Find("redis-cli")!, ["-p", _port.ToString(CultureInfo.InvariantCulture), "--user", "onlooker", "--pass", "onlooker", "--no-auth-warning", .. words]).RunAsync())
            .Success.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public Task StopAsync() => _server!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
