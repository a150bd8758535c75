using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Providers;
using Voidkey.Server.Hosting;
using Voidkey.Server.Telemetry;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>A server on a loopback port, with fakes where the network would be.</summary>
public sealed class ServerWorld : IAsyncLifetime
{
    public const string Subject = "repo:example-org/app:ref:refs/heads/main";
    private const string StsOrigin = "https://sts.example.test";

    private readonly string _limits;
    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-server-tests-").FullName;
    private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false, UseProxy = false };
    private HttpMessageInvoker? _client;
    private OutboundHttp? _http;
    private BrokerHost? _host;
    private WebApplication? _app;
    private Readiness? _readiness;
    private OtlpExport? _export;

    public ServerWorld()
        : this("limits: { enabled: false }")
    {
    }

    /// <param name="limits">The configuration's sections <c>limits</c> and <c>server</c>.</param>
    internal ServerWorld(string limits) => _limits = limits;

    public FakeIdp Ci { get; } = new("https://ci.example.test", TimeProvider.System);

    public FakeIdp Own { get; } = new("https://own.example.test", TimeProvider.System);

    public FakeNetwork Network { get; } = new();

    /// <summary>Where the server logs; where nobody looks but the search for secrets, unless a test says so. Then all of it, for the most is said at the lowest level.</summary>
    public ILoggerFactory Loggers { get; init; } = new LineLoggerFactory(new LineStyle(LogLevel.Debug, LogLevel.Debug, LogLevel.Debug, AsText: false), new WrittenLog(), TimeProvider.System);

    public FakeSts Sts { get; private set; } = null!;

    /// <summary>Reloads the configuration at <see cref="ConfigFile"/> when a test says so.</summary>
    public ConfigReload Reload { get; private set; } = null!;

    internal BrokerHost Host => _host!;

    /// <summary>What <c>/health/ready</c> goes by.</summary>
    internal Readiness Readiness => _readiness!;

    public Uri Address { get; private set; } = null!;

    /// <summary>Where it listens, with the ports that it got.</summary>
    internal Listening Listening { get; private set; } = null!;

    public string ConfigFile => Path.Combine(_folder, "config.yaml");

    public string AuditFile => Path.Combine(_folder, "audit.jsonl");

    public async ValueTask InitializeAsync()
    {
        var secret = Canary.Make("client-secret");
        Own.AddClient("broker", secret);
        const string Role = "arn:aws:iam::123456789012:role/Deploy";
        Sts = new FakeSts(Own, TimeProvider.System).AddRole(new StsRole(Role, Own.Issuer, "sts.amazonaws.com", "broker", 3600));
        Network.Map(Ci).Map(Own).Map(StsOrigin, Sts.AnswerAsync);

        await File.WriteAllTextAsync(ConfigFile, $$"""
            brokerIdp: { name: own, issuer: "{{Own.Issuer}}", audience: sts.amazonaws.com, clientId: broker, clientSecret: "{{secret.Reveal()}}" }
            clientIdps: [ { name: ci, issuer: "{{Ci.Issuer}}", audience: voidkey } ]
            accessProviders: [ { name: aws, type: aws-sts, endpoint: "{{StsOrigin}}" } ]
            clientIdentities:
              - subject: "{{Subject}}"
                idp: ci
                keys:
                  AWS_DEPLOY: { provider: aws, roleArn: "{{Role}}", duration: 900, maxDuration: 1800 }
                  AWS_READ: { provider: aws, roleArn: "{{Role}}", duration: 900, description: read only }
              - { subject: claimed, idp: ci, keys: { CLAIMED: { provider: aws, roleArn: "{{Role}}", roleSessionName: "ci-${claim:run_id}" } } }
              - { subject: somebody-else, idp: ci, keys: { THEIRS: { provider: aws, roleArn: "{{Role}}" } } }
              - { name: shown, idp: ci, explain: caller, match: { team: ops, ref: "refs/heads/*" }, keys: { SHOWN: { provider: aws, roleArn: "{{Role}}" } } }
            default: ci
            audit: { sinks: [ { type: file, path: "{{AuditFile}}" } ] }
            {{_limits}}
            """);

        _http = new OutboundHttp(Network);
        var source = new ConfigSource(ConfigFile, new ConfigEnvironment(new Dictionary<string, string>()), BuiltInProviders.Create(_http, TimeProvider.System));
        var loaded = source.Load();
        Assert.NotNull(loaded.Snapshot);
        _host = BrokerHost.Start(loaded.Snapshot, _http, TimeProvider.System, Loggers);
        _export = new OtlpExport(_host.Meter, _http, Loggers, TimeProvider.System) { Interval = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100)) };
        _export.Follow(loaded.Snapshot.Settings.Otlp);
        Reload = new ConfigReload(_host, source, loaded, TimeProvider.System, Loggers, next => _export.Follow(next.Settings.Otlp));
        _readiness = new Readiness(_host, TimeProvider.System);
        _app = ServerHost.Build(_host, Listening = ListeningOf(loaded.Snapshot.Settings), Loggers, TimeProvider.System, _readiness, Reload);
        await _app.StartAsync();
        Listening = new Listening([.. _app.Urls.Take(Listening.Urls.Count).Select(static url => new Uri(url))], [.. _app.Urls.Skip(Listening.Urls.Count).Select(static url => new Uri(url))], Listening.Tls);
        Address = Listening.Urls[0];
        _client = new HttpMessageInvoker(_handler);
    }

    /// <summary>A token that all is right with.</summary>
    public string Token(string subject = Subject, params KeyValuePair<string, JsonNode?>[] claims) => Ci.Issue(subject: subject, audience: "voidkey", claims: claims).Reveal();

    public async Task<Reply> SendAsync(string method, string path, string? token = null, string? body = null, string contentType = "application/json", Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Address, path));
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        change?.Invoke(request);
        using var response = await _client!.SendAsync(request, TestContext.Current.CancellationToken);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(static header => header.Key, static header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        var reply = new Reply(response.StatusCode, headers, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        // Whoever mints is rightly told.
        CanaryFolder.Said("an answer", string.Join('\n', headers.Values) + (reply.Status != HttpStatusCode.OK || !path.EndsWith("/mint", StringComparison.Ordinal) ? reply.Body : ""));
        return reply;
    }

    /// <summary>Sends bytes as they are and gives the first line of what comes back; empty where the connection was closed.</summary>
    public async Task<string> SendRawAsync(string bytes)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
    }

    /// <summary>Ends the server as a signal does: requests under way are answered.</summary>
    public Task DrainAsync() => _app!.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Ends the server, and with it the record.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is { } app) await app.DisposeAsync();
        _export?.Dispose();
        if (Interlocked.Exchange(ref _host, null) is { } host) await host.DisposeAsync();
    }

    private static Listening ListeningOf(ServerSettings settings)
    {
        Assert.True(Listener.TryParse(settings.Urls.Count > 0 ? settings.Urls : ["127.0.0.1:0"], settings.Tls is not null, out var urls, out var fault), fault);
        Assert.True(Listener.TryParse(settings.ManagementUrls, settings.Tls is not null, out var managementUrls, out fault), fault);
        return new Listening(urls, managementUrls, settings.Tls);
    }

    private async Task LookAtRecordAsync()
    {
        var record = await File.ReadAllTextAsync(AuditFile);
        CanaryFolder.Said("the audit record", record);
        Assert.Empty(AuditSchema.FaultsIn(record));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client?.Dispose();
        _http?.Dispose();
        Loggers.Dispose();
        if (File.Exists(AuditFile)) await LookAtRecordAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

public sealed record Reply(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Error => (string?)Json["error"];
}
