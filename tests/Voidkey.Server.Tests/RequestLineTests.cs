using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Voidkey.Server.Hosting;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>One line tells what became of a request, and where its time went.</summary>
public sealed class RequestLineTests : IAsyncLifetime
{
    private const string Mint = """{"keys":["AWS_DEPLOY"]}""";
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private readonly WrittenLog _stream = new();
    private readonly LineLoggerFactory _log;
    private readonly ServerWorld _world;

    public RequestLineTests()
    {
        _log = new LineLoggerFactory(new LineStyle(LogLevel.Error, LogLevel.Error, LogLevel.Information, AsText: false), _stream, TimeProvider.System);
        _world = new ServerWorld { Loggers = _log };
    }

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _log.Dispose();
        await _stream.DisposeAsync();
    }

    [Fact]
    public async Task A_mint_has_a_line_with_every_step()
    {
        var reply = await _world.SendAsync("POST", "/v1/credentials/mint", _world.Token(), Mint, change: static request => request.Headers.Add("traceparent", Parent));
        var line = Assert.Single(await LinesAsync(1));

        Assert.Equal(("Request", 2100, "info"), ((string?)line["event"], (int)line["eventId"]!, (string?)line["level"]));
        Assert.Equal(reply.Headers["X-Request-ID"], (string?)line["requestId"]);
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", (string?)line["traceId"]);
        Assert.Equal(("POST", "/v1/credentials/mint", 200, "ci"), ((string?)line["method"], (string?)line["route"], (int)line["status"]!, (string?)line["idp"]));
        Assert.Equal("""["aws"]""", line["providers"]!.ToJsonString());
        string[] steps = ["validateMs", "authorizeMs", "brokerTokenMs", "providerMs", "auditMs"];
        Assert.All(steps, step => Assert.InRange((double)line[step]!, 0, (double)line["ms"]!));
        Assert.False(line.ContainsKey("error"));
    }

    [Fact]
    public async Task A_refusal_says_what_the_caller_was_told_and_which_steps_were_not_made()
    {
        await _world.SendAsync("POST", "/v1/credentials/mint", _world.Token("nobody"), Mint);
        await _world.SendAsync("POST", "/v1/credentials/mint", _world.Ci.Issue(audience: "others").Reveal(), Mint);
        await _world.SendAsync("POST", "/v1/credentials/mint", "no-token", Mint);
        var lines = await LinesAsync(3);

        Assert.Equal(["FORBIDDEN", "INVALID_TOKEN", "INVALID_TOKEN"], lines.Select(static line => (string?)line["error"]));
        Assert.Equal(["not_granted", null, null], lines.Select(static line => (string?)line["reason"]));
        Assert.Equal(["ci", "ci", null], lines.Select(static line => (string?)line["idp"]));
        Assert.All(lines, static line => Assert.False(line.ContainsKey("providerMs") || line.ContainsKey("brokerTokenMs") || line.ContainsKey("providers")));
    }

    [Fact]
    public async Task What_the_caller_chose_is_not_in_it()
    {
        await _world.SendAsync("GET", "/made/up?token=canary");
        await _world.SendAsync("MADEUP", "/v1/whoami");
        await _world.SendAsync("GET", "/v1/whoami", _world.Token("made-up-subject"), change: static request => request.Headers.Add("traceparent", "00-made-up-01"));
        var lines = await LinesAsync(3);

        Assert.Equal([404, 405, 200], lines.Select(static line => (int)line["status"]!));
        Assert.Equal([null, null, "/v1/whoami"], lines.Select(static line => (string?)line["route"]));
        Assert.Equal("_OTHER", (string?)lines[1]["method"]);
        Assert.All(lines, static line => Assert.False(line.ContainsKey("traceId")));
        Assert.DoesNotContain("made", string.Concat(lines.Select(static line => line.ToJsonString())).ToLowerInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probes_are_told_on_debug_only()
    {
        foreach (var path in new[] { "/health", "/health/ready", "/metrics", "/v1/idps" }) await _world.SendAsync("GET", path);
        Assert.Equal("/v1/idps", (string?)Assert.Single(await LinesAsync(1))["route"]);

        _log.Style = _log.Style with { Requests = LogLevel.Debug };
        await _world.SendAsync("GET", "/health");
        Assert.Equal(("/health", "debug"), ((string?)(await LinesAsync(2))[1]["route"], (string?)(await LinesAsync(2))[1]["level"]));
    }

    [Fact]
    public async Task A_flood_of_strangers_does_not_fill_a_disk_and_hides_no_mint()
    {
        for (var i = 0; i < 400; i++) await _world.SendAsync("GET", "/made/up");
        for (var i = 0; i < 40; i++) Assert.Equal(HttpStatusCode.OK, (await _world.SendAsync("POST", "/v1/credentials/mint", _world.Token(), Mint)).Status);
        var lines = await LinesAsync(41);

        Assert.Contains(lines, static line => (string?)line["route"] == "/v1/credentials/mint");
        lines = await LinesAsync(40 + lines.Count(static line => (int?)line["status"] == 404));
        Assert.Equal(40, lines.Count(static line => (string?)line["route"] == "/v1/credentials/mint"));
        Assert.InRange(lines.Count(static line => (int?)line["status"] == 404), 1, 399);
    }

    // A line is written after its answer.
    private async Task<JsonObject[]> LinesAsync(int count)
    {
        for (var i = 0; i < 400; i++)
        {
            var text = _stream.Text;
            JsonObject[] lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => (JsonObject)JsonNode.Parse(line)!).Where(static line => (string?)line["event"] == "Request")];
            if (lines.Length >= count && text.EndsWith('\n')) return lines;
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("There were fewer lines.");
    }
}
