using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Voidkey.Audit;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>A server as a process records, whatever becomes of its file and of whoever its records are posted to; and hands out nothing that is not recorded.</summary>
public sealed class AuditProcessTests : IAsyncLifetime
{
    private const string Role = "arn:aws:iam::123456789012:role/Deploy";

    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-audit-process-").FullName;
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly Secret _secret = Canary.Make("client-secret");
    private readonly ConcurrentQueue<JsonObject> _received = new();
    private LoopbackServer _upstream = null!;
    private LoopbackServer _cloud = null!;
    private LoopbackServer _receiver = null!;
    private FakeIdp _idp = null!;

    public static TheoryData<string> Broken => [.. Faults.Keys];

    private static Dictionary<string, Fault> Faults { get; } = new(StringComparer.Ordinal)
    {
        ["hangs"] = Fault.Hang,
        ["drips"] = Fault.Drip(TimeSpan.FromMilliseconds(200), TimeProvider.System),
        ["resets the connection"] = Fault.Refuse,
        ["answers 500"] = Fault.Status(500),
        ["redirects"] = Fault.Redirect(307, "/elsewhere"),
        ["says too much"] = Fault.Huge(1),
    };

    private string Record => In("audit.jsonl");

    public async ValueTask InitializeAsync()
    {
        (_upstream, _cloud, _receiver) = (await LoopbackServer.StartAsync(), await LoopbackServer.StartAsync(), await LoopbackServer.StartAsync());
        _idp = new FakeIdp(_upstream.Origin, TimeProvider.System);
        _idp.AddClient("broker", _secret);
        _upstream.Serve(_idp.AnswerAsync);
        _cloud.Serve(new FakeSts(_idp, TimeProvider.System).AddRole(new StsRole(Role, _idp.Issuer, "sts.amazonaws.com", "broker", 3600)).AnswerAsync);
        _receiver.Serve(ReceiveAsync);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _upstream, _cloud, _receiver }) await server.DisposeAsync();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_file_that_was_moved_and_SIGHUP_make_a_new_one_and_nothing_is_missing()
    {
        var server = await StartAsync($"{{ type: file, path: \"{Record}\" }}");
        await using (server)
        {
            await MintsAsync(server, 3);
            File.Move(Record, Record + ".1");
            server.Signal(ServerProcess.HangUp);
            await server.SaysAsync("AuditFileOpened");
            await MintsAsync(server, 3);
            server.Signal(ServerProcess.Terminate);
            Assert.Equal(0, await server.ExitAsync());
        }

        var report = new AuditVerification([]).Verify([Record, Record + ".1"]);
        Assert.Empty(report.Findings);
        Assert.True(Assert.Single(report.Chains).IsClosed);
        Assert.Equal((3, 3), (Granted(Record + ".1"), Granted(Record)));
        Assert.All([Record, Record + ".1"], static file => Assert.Empty(AuditSchema.FaultsIn(File.ReadAllText(file))));
    }

    [Fact]
    public async Task A_file_that_may_not_grow_refuses_and_when_it_is_moved_away_all_is_well()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit is Linux's");

        // Blocks of 512 bytes. The platform's own start-up would trip over the limit, too.
        var granted = 0;
        await using var server = await StartAsync($"{{ type: file, path: \"{Record}\" }}", "ulimit -f 12; export DOTNET_EnableWriteXorExecute=0");
        while (await MintAsync(server) == (HttpStatusCode.OK, null)) granted++;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "audit"), await MintAsync(server));
        Assert.InRange(granted, 1, 12);
        await server.SaysAsync("AuditSinkFailed");

        // Tried again and again it is opened, cannot even end its half line, and is not held: who removes it gets its room back.
        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "audit"), await MintAsync(server));
        }

        Assert.Equal(0, server.HoldsOpen(Record));

        File.Move(Record, Record + ".1");
        await WellAsync(server);
        Assert.Equal((granted, 1), (Granted(Record + ".1"), Granted(Record)));
        Assert.Empty(new AuditVerification([]).Verify([Record, Record + ".1"]).Findings);
    }

    [Theory, MemberData(nameof(Broken))]
    public async Task Nothing_is_handed_out_while_the_receiver(string why)
    {
        await using var server = await StartAsync($"{{ type: webhook, url: \"{_receiver.Origin}/records\", timeout: 1s }}");
        await MintsAsync(server, 2);
        _receiver.Serve(Faults[why]);
        for (var i = 0; i < 3; i++) Assert.Equal((HttpStatusCode.ServiceUnavailable, "audit"), await MintAsync(server));

        _receiver.Serve(ReceiveAsync);
        await WellAsync(server);
        Assert.Equal(3, _received.Count(static record => (string?)record["decision"] == "granted"));
        Assert.Equal(_received.Count, _received.DistinctBy(static record => (long)record["sequence"]!).Count());
    }

    private string In(string name) => Path.Combine(_folder, name);

    private static int Granted(string file) => File.ReadLines(file).Count(static line => line.Contains("\"decision\":\"granted\"", StringComparison.Ordinal) && line.EndsWith('}'));

    private Task<ServerProcess> StartAsync(string sink, string? trap = null)
    {
        File.WriteAllText(In("config.yaml"), $$"""
            brokerIdp: { issuer: "{{_upstream.Origin}}", audience: sts.amazonaws.com, clientId: broker, clientSecret: {{_secret.Reveal()}} }
            clientIdps: [ { name: ci, issuer: "{{_upstream.Origin}}", audience: voidkey } ]
            accessProviders: [ { name: aws, type: aws-sts, endpoint: "{{_cloud.Origin}}" } ]
            clientIdentities: [ { subject: "{{ServerWorld.Subject}}", idp: ci, keys: { DEPLOY: { provider: aws, roleArn: "{{Role}}" } } } ]
            audit: { sinks: [ {{sink}} ] }

            """);
        return ServerProcess.StartAsync(In("config.yaml"), trap);
    }

    private async Task MintsAsync(ServerProcess server, int count)
    {
        for (var i = 0; i < count; i++) Assert.Equal((HttpStatusCode.OK, null), await MintAsync(server));
    }

    private async Task WellAsync(ServerProcess server)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await MintAsync(server) != (HttpStatusCode.OK, null))
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(30)) Assert.Fail($"it never was well again\n{server.Errors}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private async Task<(HttpStatusCode Status, string? Reason)> MintAsync(ServerProcess server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/v1/credentials/mint"));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {_idp.Issue(subject: ServerWorld.Subject, audience: "voidkey").Reveal()}");
        request.Content = new StringContent("""{"keys":["DEPLOY"]}""", Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return (response.StatusCode, (string?)body["details"]?["reason"]);
    }

    private async Task<HttpResponseMessage> ReceiveAsync(HttpRequestMessage request, CancellationToken ct)
    {
        foreach (var one in (JsonArray)JsonNode.Parse(await request.Content!.ReadAsStringAsync(ct))!) _received.Enqueue((JsonObject)one!["data"]!.DeepClone());
        return new HttpResponseMessage(HttpStatusCode.Accepted);
    }
}
