using System.Text.Json;
using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>The shipped server tells a collector what it did, in OpenTelemetry's own words, and does not depend on it.</summary>
public sealed class OtlpTests(World world)
{
    private const string Route = "POST /v1/credentials/mint";

    [Fact]
    public async Task A_mint_arrives_as_the_tree_that_it_was_within_the_callers_trace()
    {
        await using var collector = await StartCollectorAsync();
        var header = Canaries.Add($"collector-canary-{Guid.NewGuid():N}");
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world)
        {
            More = $"telemetry: {{ otlpEndpoint: \"{collector.Endpoint}\", otlpHeaders: \"authorization=Bearer%20${{COLLECTOR_SECRET}}\" }}",
            MoreEnvironment = new Dictionary<string, string> { ["COLLECTOR_SECRET"] = header },
        });
        var (trace, caller) = NewTrace();
        Assert.Equal(200, await MintAsync(broker, caller));
        await broker.Process.StopAsync();

        // What was left was sent at the end.
        var spans = collector.Spans(trace);
        var request = Assert.Single(spans, static span => span.Kind == "SPAN_KIND_SERVER");
        Assert.Equal((Route, caller.Split('-')[2]), (request.Name, request.Parent));
        Assert.Equal(["audit", "authorize", "broker token", "provider", "validate"], ChildrenOf(spans, request).Select(static span => span.Name).Order(StringComparer.Ordinal));
        var call = Assert.Single(ChildrenOf(spans, Assert.Single(spans, static span => span.Name == "provider")));
        Assert.Equal(("POST", "SPAN_KIND_CLIENT", "200", new Uri(world.Cloud.Endpoint).Host), (call.Name, call.Kind, call.Attribute("http.response.status_code"), call.Attribute("server.address")));
        Assert.All(spans, span => Assert.InRange(span.Ended, span.Began, request.Ended));
        Assert.Equal(("200", "ci"), (request.Attribute("http.response.status_code"), request.Attribute("voidkey.idp")));

        var resource = collector.Received("traces")[0].GetProperty("message").GetProperty("resourceSpans")[0].GetProperty("resource").GetRawText();
        Assert.Contains("\"service.name\",\"value\":{\"stringValue\":\"voidkey\"}", resource, StringComparison.Ordinal);
        Assert.All(collector.Received("traces").Concat(collector.Received("metrics")), one => Assert.Equal($"Bearer {header}", one.GetProperty("authorization").GetString()));
        Assert.Contains(collector.Received("metrics"), static one => one.GetRawText().Contains("\"voidkey.mints\"", StringComparison.Ordinal) && one.GetRawText().Contains("\"http.server.request.duration\"", StringComparison.Ordinal));
        Assert.Contains(trace, broker.Process.Errors, StringComparison.Ordinal);
        Assert.Equal(trace, Assert.Single(broker.AuditRecords()).GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task A_ratio_is_for_traces_that_begin_here_and_the_environment_decides_nothing()
    {
        await using var collector = await StartCollectorAsync();
        await using var elsewhere = await StartCollectorAsync();
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = elsewhere.Endpoint,
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = elsewhere.Endpoint,
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "authorization=other",
            ["OTEL_TRACES_SAMPLER"] = "always_on",
            ["OTEL_SERVICE_NAME"] = "our-broker",
        };
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world) with { More = $"telemetry: {{ otlpEndpoint: \"{collector.Endpoint}\", traceIdRatio: 0 }}", MoreEnvironment = environment });
        var ((kept, sampled), (dropped, unsampled)) = (NewTrace(), NewTrace());
        await MintAsync(broker, null);
        await MintAsync(broker, sampled);
        await MintAsync(broker, unsampled[..^2] + "00");
        await broker.Process.StopAsync();

        Assert.NotEmpty(collector.Spans(kept));
        Assert.Empty(collector.Spans(dropped));
        Assert.Equal(1, string.Concat(collector.Received("traces").Select(static one => one.GetRawText())).Split($"\"{Route}\"").Length - 1);
        Assert.Contains("our-broker", collector.Received("traces")[0].GetRawText(), StringComparison.Ordinal);
        Assert.All(collector.Received("traces"), static one => Assert.False(one.TryGetProperty("authorization", out _)));
        Assert.Empty(elsewhere.Received("traces").Concat(elsewhere.Received("metrics")));
    }

    [Fact]
    public async Task A_collector_that_is_not_there_is_told_once_and_holds_nobody()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world) { More = $"telemetry: {{ otlpEndpoint: \"http://127.0.0.1:{Ports.Free()}\" }}" });
        for (var i = 0; i < 3; i++) Assert.Equal(200, await MintAsync(broker, null));
        await Poll.UntilAsync("the collector is missed", TimeSpan.FromSeconds(30), () => Task.FromResult(broker.Process.Errors.Contains("CollectorFailed", StringComparison.Ordinal)), broker.Process);
        Assert.Equal(200, await MintAsync(broker, null));
        Assert.Contains("voidkey_telemetry_exports_total{signal=\"traces\",outcome=\"failed\"}", (await Http.GetAsync($"{broker.Url}/metrics")).Body, StringComparison.Ordinal);

        broker.Process.Signal(Signals.Terminate);
        Assert.Equal(0, await broker.Process.ExitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(2, broker.Process.Errors.Split("\"CollectorFailed\"").Length);
    }

    [Fact]
    public async Task A_dashboard_shows_the_mint_to_whose_key_it_knows_and_takes_nothing_from_others()
    {
        Absent.Refuse(AspireDashboard.WhyNot());
        await using var dashboard = new AspireDashboard();
        var key = Canaries.Add($"dashboard-canary-{Guid.NewGuid():N}");
        await dashboard.StartAsync(key);
        var setup = BrokerSetup.WithoutCloud(world) with
        {
            More = $"telemetry: {{ otlpEndpoint: \"{dashboard.Endpoint}\", otlpHeaders: \"{AspireDashboard.KeyHeader}=${{COLLECTOR_SECRET}}\" }}",
            MoreEnvironment = new Dictionary<string, string> { ["COLLECTOR_SECRET"] = Canaries.Add($"unknown-canary-{Guid.NewGuid():N}") },
        };
        var (refused, before) = NewTrace();
        await using (var broker = await BrokerServer.StartAsync(setup))
        {
            await MintAsync(broker, before);
            await Poll.UntilAsync("the key is refused", TimeSpan.FromSeconds(30), () => Task.FromResult(broker.Process.Errors.Contains("CollectorFailed", StringComparison.Ordinal)), broker.Process);
        }

        Assert.Empty(await dashboard.ResourcesAsync());

        var (trace, caller) = NewTrace();
        await using (var broker = await BrokerServer.StartAsync(setup with { MoreEnvironment = new Dictionary<string, string> { ["COLLECTOR_SECRET"] = key } }))
        {
            // Its first answer may take a dashboard longer than a server that stops would wait.
            var (first, warmUp) = NewTrace();
            await MintAsync(broker, warmUp);
            await dashboard.SpansAsync(first, 5);
            await MintAsync(broker, caller);
            await broker.Process.StopAsync();
            Assert.DoesNotContain("CollectorFailed", broker.Process.Errors, StringComparison.Ordinal);
        }

        var spans = await dashboard.SpansAsync(trace, 5);
        var request = Assert.Single(spans, static span => Text(span, "name") == Route);
        Assert.Equal(caller.Split('-')[2], Text(request, "parentSpanId"));
        Assert.Equal(["authorize", "broker token", "provider", "validate"], spans.Where(span => Text(span, "parentSpanId") == Text(request, "spanId")).Select(static span => Text(span, "name")).Order(StringComparer.Ordinal));
        Assert.Empty(await dashboard.SpansAsync(refused, 0));
        var resource = Assert.Single(await dashboard.ResourcesAsync());
        Assert.Equal(("voidkey", true, true), (resource.GetProperty("name").GetString(), resource.GetProperty("hasTraces").GetBoolean(), resource.GetProperty("hasMetrics").GetBoolean()));
    }

    private static string? Text(JsonElement span, string member) => span.GetProperty(member).GetString();

    private static async Task<OtlpCollector> StartCollectorAsync()
    {
        Absent.Refuse(await OtlpCollector.InstallAsync());
        var collector = new OtlpCollector();
        await collector.StartAsync();
        return collector;
    }

    private static IEnumerable<ReceivedSpan> ChildrenOf(IReadOnlyList<ReceivedSpan> spans, ReceivedSpan parent) => spans.Where(span => span.Parent == parent.Id);

    private static (string Trace, string Parent) NewTrace()
    {
        var trace = Guid.NewGuid().ToString("N");
        return (trace, $"00-{trace}-{Guid.NewGuid().ToString("N")[..16]}-01");
    }

    private async Task<int> MintAsync(BrokerServer broker, string? traceParent) =>
        (await Http.PostAsync($"{broker.Url}/v1/credentials/mint", $$"""{"keys":["{{BrokerSetup.Deploy}}"]}""", await world.Callers.TokenAsync(BrokerSetup.Subject), traceParent)).Status;
}
