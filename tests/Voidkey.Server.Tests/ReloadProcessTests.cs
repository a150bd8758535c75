using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>A server as a process follows its files and SIGHUP; its identity providers and its cloud answer over real sockets.</summary>
public sealed class ReloadProcessTests : IAsyncLifetime
{
    private const string Role = "arn:aws:iam::123456789012:role/Deploy";
    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-reload-process-").FullName;
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly Secret _secret = Canary.Make("client-secret");
    private LoopbackServer _ci = null!;
    private LoopbackServer _own = null!;
    private LoopbackServer _cloud = null!;
    private FakeIdp _idp = null!;
    private FakeIdp _broker = null!;

    public async ValueTask InitializeAsync()
    {
        (_ci, _own, _cloud) = (await LoopbackServer.StartAsync(), await LoopbackServer.StartAsync(), await LoopbackServer.StartAsync());
        (_idp, _broker) = (new FakeIdp(_ci.Origin, TimeProvider.System), new FakeIdp(_own.Origin, TimeProvider.System));
        _broker.AddClient("broker", _secret);
        _ci.Serve(_idp.AnswerAsync);
        _own.Serve(_broker.AnswerAsync);
        _cloud.Serve(new FakeSts(_broker, TimeProvider.System).AddRole(new StsRole(Role, _broker.Issuer, "sts.amazonaws.com", "broker", 3600)).AnswerAsync);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _ci, _own, _cloud }) await server.DisposeAsync();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Told_to_stop_it_is_not_ready_first_and_serves_on_until_its_delay_is_over_or_it_is_told_again()
    {
        await File.WriteAllTextAsync(In("secret"), _secret.Reveal(), TestContext.Current.CancellationToken);
        Write(Yaml("FIRST") + "server: { drainDelay: 60s }\n");
        await using var server = await ServerProcess.StartAsync(In("config.yaml"));
        await GrantsAsync(server, "FIRST", notThis: "SECOND");
        Assert.Equal(200, await StatusAsync(server, "/health/ready"));

        server.Signal(ServerProcess.Terminate);
        await server.SaysAsync("Draining");
        Assert.Equal((503, 200), (await StatusAsync(server, "/health/ready"), await StatusAsync(server, "/health/live")));
        await GrantsAsync(server, "FIRST", notThis: "SECOND");

        server.Signal(ServerProcess.Terminate);
        Assert.Equal(0, await server.ExitAsync());
        await server.SaysAsync("Stopped");
    }

    [Fact]
    public async Task A_changed_file_is_followed_a_broken_one_is_not_and_a_repaired_one_is_again()
    {
        await File.WriteAllTextAsync(In("secret"), _secret.Reveal(), TestContext.Current.CancellationToken);
        Write(Yaml("FIRST"));
        await using var server = await ServerProcess.StartAsync(In("config.yaml"));
        await GrantsAsync(server, "FIRST", notThis: "SECOND");

        Write(Yaml("SECOND") + "server: { urls: [ 'http://127.0.0.1:1' ] }\nlogging: { level: debug }\n");
        await server.SaysAsync("ConfigurationReloaded");
        await GrantsAsync(server, "SECOND", notThis: "FIRST");
        await server.SaysAsync("NeedsRestart");
        await server.SaysAsync("Minted SECOND");
        Assert.Equal(("ok", "ok"), await HealthAsync(server));

        Write(Yaml("THIRD") + "broken: [\n");
        await server.SaysAsync("ConfigurationRefused");
        Assert.Equal(("degraded", "degraded"), await HealthAsync(server));
        await GrantsAsync(server, "SECOND", notThis: "THIRD");

        Write(Yaml("THIRD"));
        await server.SaysAsync("ConfigurationReloaded", times: 2);
        await GrantsAsync(server, "THIRD", notThis: "SECOND");
        Assert.Equal(("ok", "ok"), await HealthAsync(server));

        server.Signal(ServerProcess.HangUp);
        await server.SaysAsync("ConfigurationReloaded", times: 3);
        server.Signal(ServerProcess.Terminate);
        server.Signal(ServerProcess.HangUp); // Whether it is still heard or not, it is no harm.
        Assert.Equal(0, await server.ExitAsync());
        Assert.Empty(Canary.FoundIn(server.Errors));
        Assert.Equal(["loaded", "refused", "loaded", "loaded"], (await File.ReadAllLinesAsync(In("audit.jsonl"), TestContext.Current.CancellationToken)).Select(static line => JsonNode.Parse(line)!)
            .Where(static record => (string?)record["type"] == "voidkey.audit.reload").Select(static record => (string?)record["outcome"]).Take(4));
    }

    [Fact]
    public async Task A_SIGHUP_is_heard_also_where_whoever_started_the_server_ignores_it()
    {
        Write(Yaml("FIRST").Replace("${file:secret}", "x", StringComparison.Ordinal));
        await using var server = await ServerProcess.StartAsync(In("config.yaml"), trap: "trap '' HUP");

        for (var times = 1; times <= 3; times++)
        {
            server.Signal(ServerProcess.HangUp);
            await server.SaysAsync("ConfigurationReloaded", times);
        }
    }

    [Fact]
    public async Task A_SIGHUP_that_comes_while_the_configuration_is_first_read_makes_a_reload()
    {
        // Whoever can write into a pipe knows that it is being read.
        using (var made = Process.Start("mkfifo", In("config.yaml"))) await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using var server = ServerProcess.Begin(In("config.yaml"));
        await using (var pipe = new StreamWriter(In("config.yaml")))
        {
            server.Signal(ServerProcess.HangUp);
            await pipe.WriteAsync(Yaml("FIRST").Replace("${file:secret}", "x", StringComparison.Ordinal));
        }

        // What came through a pipe cannot be read again, so it is told.
        await server.SaysAsync("Listening on");
        await server.SaysAsync("ConfigurationRefused");
    }

    private string In(string name) => Path.Combine(_folder, name);

    private void Write(string yaml) => File.WriteAllText(In("config.yaml"), yaml);

    private string Yaml(string key) => $$"""
        brokerIdp: { issuer: "{{_own.Origin}}", audience: sts.amazonaws.com, clientId: broker, clientSecret: "${file:secret}" }
        clientIdps: [ { name: ci, issuer: "{{_ci.Origin}}", audience: voidkey } ]
        accessProviders: [ { name: aws, type: aws-sts, endpoint: "{{_cloud.Origin}}" } ]
        clientIdentities: [ { subject: "{{ServerWorld.Subject}}", idp: ci, keys: { {{key}}: { provider: aws, roleArn: "{{Role}}" } } } ]
        audit: { sinks: [ { type: file, path: "{{In("audit.jsonl")}}" } ] }

        """;

    private async Task GrantsAsync(ServerProcess server, string key, string notThis)
    {
        Assert.Equal(HttpStatusCode.OK, await MintAsync(server, key));
        Assert.Equal(HttpStatusCode.Forbidden, await MintAsync(server, notThis));
    }

    private async Task<HttpStatusCode> MintAsync(ServerProcess server, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/v1/credentials/mint"));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {_idp.Issue(subject: ServerWorld.Subject, audience: "voidkey").Reveal()}");
        request.Content = new StringContent($$"""{"keys":["{{key}}"]}""", Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private async Task<int> StatusAsync(ServerProcess server, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, path));
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private async Task<(string?, string?)> HealthAsync(ServerProcess server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/health"));
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var health = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return ((string?)health["status"], (string?)health["checks"]!["configuration"]);
    }
}
