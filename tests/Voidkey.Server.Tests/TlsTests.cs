using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Voidkey.BrokerIdentity;
using Voidkey.Server.Hosting;
using Voidkey.Server.Verbs;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>The listener's own TLS: what it shows, whom it lets in, and a place of their own for those who run it.</summary>
public sealed class TlsTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-tls-").FullName;
    private readonly TestAuthority _authority = TestAuthority.Root();
    private readonly LineLog _log = new();
    private ServerWorld? _world;

    public async ValueTask DisposeAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(1), InlineData(2)]
    public async Task It_speaks_this_version_of_HTTP(int major)
    {
        var world = await ListensAsync();
        using var client = Client();
        using var answer = await AskAsync(client, world.Address, major == 2 ? HttpVersion.Version20 : HttpVersion.Version11);
        Assert.Equal((HttpStatusCode.OK, major), (answer.StatusCode, answer.Version.Major));
    }

    [Fact]
    public async Task Who_does_not_know_its_authority_is_not_answered()
    {
        var world = await ListensAsync();
        using var other = TestAuthority.Root("Another CA");
        using var client = Client(trusted: other);
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(client, world.Address));
    }

    [Fact]
    public async Task A_replaced_certificate_is_shown_to_who_comes_next_and_a_broken_one_changes_nothing()
    {
        var world = await ListensAsync();
        var first = await ShownAsync(world);
        using var next = _authority.Issue();
        Write("server", next);
        await HoldsAsync(async () => await ShownAsync(world) != first, "the new one is shown");
        var second = await ShownAsync(world);

        await File.WriteAllTextAsync(In("server.key"), "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n", TestContext.Current.CancellationToken);
        await HoldsAsync(
            async () =>
            {
                Assert.Equal(second, await ShownAsync(world));
                return _log.Text.Contains("The listener's certificate cannot be used", StringComparison.Ordinal);
            },
            "the broken one is told of");
        Assert.DoesNotContain("nonsense", _log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("its own", true)]
    [InlineData("none", false)]
    [InlineData("another authority's", false)]
    [InlineData("a server's", false)]
    [InlineData("an expired one", false)]
    public async Task Where_clients_must_show_a_certificate_one_connects_with(string certificate, bool connects)
    {
        using var clients = TestAuthority.Root("The clients' CA");
        await File.WriteAllTextAsync(In("clients.pem"), clients.Pem, TestContext.Current.CancellationToken);
        var world = await ListensAsync($"clientCaFile: \"{In("clients.pem")}\"");
        const string ForClients = "1.3.6.1.5.5.7.3.2";
        using var shown = certificate switch
        {
            "its own" => clients.Issue("client", use: ForClients),
            "another authority's" => _authority.Issue("client", use: ForClients),
            "a server's" => clients.Issue("client"),
            "an expired one" => clients.Issue("client", fromDays: -3, untilDays: -1, use: ForClients),
            _ => null,
        };
        using var client = Client(shown);
        if (connects) Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, world.Address)).StatusCode);
        else await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(client, world.Address));
    }

    [Fact]
    public async Task Whoever_runs_it_has_a_place_of_his_own_without_the_mints()
    {
        var world = await ListensAsync("managementUrls: [\"http://127.0.0.1:0\"]");
        using var client = Client();
        var management = Assert.Single(world.Listening.ManagementUrls);
        foreach (var path in new[] { "/health", "/health/live", "/readyz" })
        {
            Assert.NotEqual(HttpStatusCode.NotFound, (await AskAsync(client, management, path: path)).StatusCode);
            Assert.NotEqual(HttpStatusCode.NotFound, (await AskAsync(client, world.Address, path: path)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, management, path: "/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(client, world.Address, path: "/metrics")).StatusCode);
        foreach (var path in new[] { "/v1/idps", "/credentials/idp-providers", "/.well-known/voidkey-configuration", "/v1/whoami" })
        {
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await AskAsync(client, management, path: path)).StatusCode));
            Assert.NotEqual((path, HttpStatusCode.NotFound), (path, (await AskAsync(client, world.Address, path: path)).StatusCode));
        }
    }

    [Fact]
    public async Task The_health_check_knows_it_by_its_very_certificate()
    {
        var world = await ListensAsync();
        world.Host.WarmUp();
        await HoldsAsync(() => Task.FromResult(world.Readiness.IsReady), "it is ready");
        Assert.Equal((0, "ready\n"), await CheckAsync(world.Listening));

        using var other = _authority.Issue();
        Write("other", other);
        var otherwise = new ListenerTls(
            In("other.pem"),
            In("other.key"),
            null,
            new FileContent<KeyedCertificate>([In("other.pem"), In("other.key")], contents => KeyedCertificate.Read(("other.pem", contents[0]), ("other.key", contents[1]))));
        Assert.Equal((1, ""), await CheckAsync(world.Listening with { Tls = otherwise }));
    }

    private static async Task<(int Code, string Output)> CheckAsync(Listening listening)
    {
        var output = new StringWriter();
        return (await new HealthCheckCommand(output, new StringWriter()).RunAsync(listening, TestContext.Current.CancellationToken), output.ToString());
    }

    private async Task<ServerWorld> ListensAsync(string more = "")
    {
        using var certificate = _authority.Issue();
        Write("server", certificate);
        _world = new ServerWorld($$"""
            server:
              urls: ["https://127.0.0.1:0"]
              certificateFile: "{{In("server.pem")}}"
              keyFile: "{{In("server.key")}}"
              {{more}}
            """) { Loggers = _log };
        await _world.InitializeAsync();
        return _world;
    }

    private void Write(string name, X509Certificate2 certificate)
    {
        File.WriteAllText(In($"{name}.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(In($"{name}.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(In($"{name}.pem"), certificate.ExportCertificatePem());
    }

    private async Task<string> ShownAsync(ServerWorld world)
    {
        var shown = "";
        using var client = Client(seen: certificate => shown = certificate);
        using var answer = await AskAsync(client, world.Address);
        return shown;
    }

    private HttpMessageInvoker Client(X509Certificate2? shown = null, TestAuthority? trusted = null, Action<string>? seen = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add((trusted ?? _authority).PublicHalf());
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = policy;
        if (shown is not null) handler.SslOptions.ClientCertificates = [shown];
        if (seen is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                seen(certificate!.GetCertHashString());
                return errors == System.Net.Security.SslPolicyErrors.None;
            };
        }

        return new HttpMessageInvoker(handler);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpMessageInvoker client, Uri address, Version? version = null, string path = "/v1/idps")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(ByName(address), path)) { Version = version ?? HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    // The certificates are for a name.
    private static Uri ByName(Uri address) => new UriBuilder(address) { Host = "localhost" }.Uri;

    private static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        for (var i = 0; !await condition(); i++)
        {
            Assert.True(i < 2000, $"this never came to hold: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private string In(string name) => Path.Combine(_folder, name);

    private sealed class LineLog : ILoggerFactory, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public string Text => string.Join('\n', _lines);

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
