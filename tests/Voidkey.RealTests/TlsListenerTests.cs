using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>The shipped server's own TLS, as curl and openssl see it.</summary>
public sealed class TlsListenerTests(World world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Curl_speaks_HTTP_2_and_1_1_with_it_under_1_3_and_1_2()
    {
        Absent.Refuse(Absent.Programs("curl"));
        await using var server = await StartAsync();
        foreach (var (http, version) in new[] { ("--http2", "2"), ("--http1.1", "1.1") })
        {
            foreach (var tls in new[] { "1.2", "1.3" })
                Assert.Equal($"200 {version}", (await CurlAsync(server, http, "--tls-max", tls, "-o", "/dev/null", "-w", "%{http_code} %{http_version}")).Success);
        }

        Assert.Equal(60, (await new Command("curl", ["-sS", "-m", "10", $"{server.Url}/health"]).RunAsync()).ExitCode);
    }

    [Fact]
    public async Task Below_1_2_nothing_is_spoken()
    {
        Absent.Refuse(Absent.Programs("openssl"));
        await using var server = await StartAsync();
        Assert.Contains("Verify return code: 0", (await OpenSslAsync(server, "-tls1_2")).Success, StringComparison.Ordinal);
        foreach (var version in new[] { "-tls1", "-tls1_1" })
        {
            // A client that may speak it in spite of its age: what refuses is the server.
            var refused = await OpenSslAsync(server, version, "-cipher", "ALL:@SECLEVEL=0");
            Assert.NotEqual(0, refused.ExitCode);
            Assert.Contains("alert protocol version", refused.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_command_line_mints_over_it_and_the_health_check_asks_it()
    {
        await using var server = await StartAsync();
        var environment = new Dictionary<string, string> { ["VOIDKEY_BROKER_URL"] = server.Url, ["VOIDKEY_RETRIES"] = "0", ["SSL_CERT_FILE"] = server.Certificate.AuthorityFile };
        environment["VOIDKEY_OIDC_TOKEN"] = await world.Callers.TokenAsync(BrokerSetup.Subject);
        Assert.Contains(BrokerSetup.Deploy, (await new Command(Repository.CliBinary, ["list-keys"], environment).RunAsync()).Success, StringComparison.Ordinal);
        _ = (await new Command(Repository.CliBinary, ["list-keys"], new Dictionary<string, string>(environment) { ["SSL_CERT_FILE"] = "/dev/null" }).RunAsync()).Fails(6);

        await Poll.UntilAsync("it is ready", Patience, async () => (await HealthAsync(server)).ExitCode == 0, server.Process);
    }

    private static Task<Finished> HealthAsync(SecureServer server) =>
        new Command(Repository.ServerBinary, ["healthcheck", "--config", server.Config, "--urls", server.Url], new Dictionary<string, string> { [BrokerSetup.SecretVariable] = BrokerSetupSecret }).RunAsync();

    private static Task<Finished> CurlAsync(SecureServer server, params string[] arguments) =>
        new Command("curl", ["-sS", "-m", "10", "--cacert", server.Certificate.AuthorityFile, .. arguments, $"{server.Url}/health"]).RunAsync();

    private static Task<Finished> OpenSslAsync(SecureServer server, params string[] arguments) =>
        new Command("openssl", ["s_client", "-connect", $"127.0.0.1:{server.Port}", "-CAfile", server.Certificate.AuthorityFile, .. arguments]).RunAsync();

    private static string BrokerSetupSecret => IdentityProvider.SecretOf("broker-post");

    private async Task<SecureServer> StartAsync()
    {
        var certificate = await ServerCertificate.MakeAsync("listener");
        var folder = RunFolder.Make($"listener-{Guid.NewGuid():N}");
        var (config, port) = (Path.Combine(folder, "config.yaml"), Ports.Free());
        var setup = BrokerSetup.WithoutCloud(world) with { More = $"server: {{ certificateFile: {certificate.File}, keyFile: {certificate.KeyFile} }}" };
        await File.WriteAllTextAsync(config, setup.Yaml(Path.Combine(folder, "audit.jsonl")));

        // No scheme: where there is a certificate, that is https.
        var process = Child.Start("voidkey-server", folder, new Command(
            Repository.ServerBinary, ["--config", config, "--urls", $"127.0.0.1:{port}"], new Dictionary<string, string> { [BrokerSetup.SecretVariable] = Canaries.Add(setup.ClientSecret) }));
        var server = new SecureServer(process, certificate, config, port);
        await Poll.UntilAsync("the listener is there", Patience, () => Poll.ListensAsync(port), process);
        return server;
    }

    private sealed record SecureServer(Child Process, ServerCertificate Certificate, string Config, int Port) : IAsyncDisposable
    {
        public string Url => $"https://127.0.0.1:{Port}";

        public async ValueTask DisposeAsync()
        {
            await Process.DisposeAsync();
            Canaries.AssertNoneIn(Process.Log, "the log of a server with TLS");
        }
    }
}
