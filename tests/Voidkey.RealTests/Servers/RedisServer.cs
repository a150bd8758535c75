using System.Globalization;
using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>A Redis that several brokers share. Its data are in memory only.</summary>
/// <param name="certificate">Speaks TLS alone, with this one; null: in the clear alone.</param>
/// <param name="protocols">Which versions of TLS; old ones with whatever ciphers they had.</param>
internal sealed class RedisServer(ServerCertificate? certificate = null, string protocols = RedisServer.Current) : IAsyncDisposable
{
    public const string Current = "TLSv1.2 TLSv1.3";

    private readonly string _folder = RunFolder.Make($"redis-{Guid.NewGuid():N}"[..14]);
    private readonly int _port = Ports.Free();
    private readonly string _secret = Canaries.Add(Guid.NewGuid().ToString("N"));
    private Child? _server;

    public static string? WhyNot() => Absent.Programs("redis-server", "redis-cli", "openssl");

    /// <summary>The broker's sections for it, its password in a file beside it.</summary>
    /// <param name="isPasswordRight">False: the password is another one.</param>
    /// <param name="more">More of its members, each behind a comma.</param>
    public string StoreYaml(bool isPasswordRight = true, string more = "")
    {
        var file = Path.Combine(_folder, isPasswordRight ? "password" : "other");
        File.WriteAllText(file, isPasswordRight ? _secret : Canaries.Add(Guid.NewGuid().ToString("N")));
        return $"replayStore: {{ type: redis, endpoint: \"127.0.0.1:{_port}\", username: voidkey, password: \"${{file:{file}}}\"{more} }}";
    }

    public async Task StartAsync()
    {
        // What the documentation says the user needs, and not a command more.
        var settings = Path.Combine(_folder, "redis.conf");
        await File.WriteAllTextAsync(settings, $"""
            bind 127.0.0.1
            {Listening()}
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
        (await new Command(Command.Find("redis-cli")!, ["-p", _port.ToString(CultureInfo.InvariantCulture), "--user", "onlooker", "--pass", "onlooker", "--no-auth-warning", .. Encrypted(), .. words]).RunAsync())
            .Success.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string Listening() => certificate is null ? string.Create(CultureInfo.InvariantCulture, $"port {_port}") : string.Create(CultureInfo.InvariantCulture, $"""
        port 0
        tls-port {_port}
        tls-cert-file {certificate.File}
        tls-key-file {certificate.KeyFile}
        tls-ca-cert-file {certificate.AuthorityFile}
        tls-auth-clients no
        tls-protocols "{protocols}"
        tls-ciphers DEFAULT@SECLEVEL=0
        """);

    private string[] Encrypted() => certificate is null ? [] : ["--tls", "--tls-ciphers", "DEFAULT@SECLEVEL=0", "--cacert", certificate.AuthorityFile];

    /// <returns>Whether a client that speaks this version of TLS and believes anybody gets through, and what it said.</returns>
    public async Task<(bool Yes, string Said)> SpeaksAsync(string protocol)
    {
        var tried = await new Command(Command.Find("openssl")!, ["s_client", $"-{protocol}", "-cipher", "DEFAULT@SECLEVEL=0", "-connect", $"127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}"]).RunAsync();
        return (tried.ExitCode == 0, tried.Output + tried.Errors);
    }

    public Task StopAsync() => _server!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
