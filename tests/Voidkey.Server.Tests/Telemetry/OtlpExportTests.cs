using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Voidkey.Configuration;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Server.Hosting;
using Voidkey.Server.Telemetry;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests.Telemetry;

/// <summary>Spans and metrics reach a collector, and a collector reaches nobody.</summary>
public sealed class OtlpExportTests : IAsyncLifetime
{
    private const string Collector = "https://collector.example.test";
    private const int Failed = 2301;
    private const int Reached = 2302;

    private readonly Secret _header = Canary.Make("otlp-header");
    private readonly WrittenLog _stream = new();
    private readonly LineLoggerFactory _log;
    private readonly ServerWorld _world;

    public OtlpExportTests()
    {
        _log = new LineLoggerFactory(new LineStyle(LogLevel.Debug, LogLevel.Debug, LogLevel.Debug, AsText: false), _stream, TimeProvider.System);
        _world = new ServerWorld($"limits: {{ enabled: false }}\ntelemetry: {{ otlpEndpoint: \"{Collector}/base/\", otlpHeaders: \"authorization=Bearer%20{_header.Reveal()},x-tenant=a=b\" }}") { Loggers = _log };
        _world.Network.Map(Collector, static (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)));
    }

    public static TheoryData<Fault> Faults => new(
        Fault.Refuse, Fault.Hang, Fault.Status(500), Fault.Status(404), Fault.Status(429), Fault.Redirect(307, "https://elsewhere.example.test/v1/traces"), Fault.Redirect(302, "/elsewhere"), Fault.Huge(4));

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        foreach (var sent in _world.Network.RequestsTo(Collector)) CanaryFolder.Said("what was sent to a collector", sent.Body);
        _log.Dispose();
        Assert.Empty(Canary.FoundIn(_stream.Text));
        await _stream.DisposeAsync();
    }

    [Fact]
    public async Task Both_are_sent_in_protocol_buffers_with_the_headers_that_are_configured()
    {
        await MintAsync();
        var traces = await SentAsync("/base/v1/traces", static body => body.Contains("POST /v1/credentials/mint", StringComparison.Ordinal));
        var metrics = await SentAsync("/base/v1/metrics", static body => body.Contains("voidkey.mints", StringComparison.Ordinal) && body.Contains("http.server.request.duration", StringComparison.Ordinal));

        Assert.All([traces, metrics], request =>
        {
            Assert.Equal(("POST", "application/x-protobuf"), (request.Method, request.Headers["Content-Type"]));
            Assert.Equal(($"Bearer {_header.Reveal()}", "a=b"), (request.Headers["Authorization"], request.Headers["x-tenant"]));
            Assert.DoesNotContain(request.Headers.Keys, static name => name.StartsWith("trace", StringComparison.OrdinalIgnoreCase));
            Assert.Contains("service.name", request.Body, StringComparison.Ordinal);
        });
        Assert.Contains("dotnet.", metrics.Body, StringComparison.Ordinal);
        await CountsAsync("traces", "ok");
        await CountsAsync("metrics", "ok");
        Assert.Equal(0, Lines(Failed));
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task A_collector_that_goes_wrong_costs_no_mint(Fault fault)
    {
        _world.Network.Break(Collector, fault);
        for (var i = 0; i < 5; i++) await MintAsync();
        await SentAsync("/base/v1/traces", static _ => true);
        for (var i = 0; i < 5; i++) await MintAsync();
        if (fault != Fault.Hang) await CountsAsync("traces", "failed");

        Assert.Empty(_world.Network.RequestsTo("https://elsewhere.example.test"));
        Assert.InRange(Lines(Failed), fault == Fault.Hang ? 0 : 1, 1);
        Assert.Equal(0, Lines(Reached));
    }

    [Fact]
    public async Task That_it_works_again_is_told()
    {
        _world.Network.Break(Collector, Fault.Status(503));
        await MintAsync();
        await CountsAsync("traces", "failed");
        _world.Network.Heal(Collector);
        for (var i = 0; Lines(Reached) == 0 && i < 400; i++) await MintAsync();

        Assert.Equal((1, 1), (Lines(Failed), Lines(Reached)));
        Assert.Contains("collector.example.test: status 503", _stream.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_sends_them_elsewhere_or_nowhere()
    {
        _world.Network.Map("https://other.example.test", static (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)));
        var text = await File.ReadAllTextAsync(_world.ConfigFile, TestContext.Current.CancellationToken);
        await ReloadAsync(text.Replace($"{Collector}/base/", "https://other.example.test", StringComparison.Ordinal));
        var before = _world.Network.RequestsTo(Collector).Count;
        await MintAsync();
        await SentAsync("/v1/traces", static body => body.Contains("mint", StringComparison.Ordinal), "https://other.example.test");
        Assert.Equal(before, _world.Network.RequestsTo(Collector).Count);

        await ReloadAsync(text[..text.IndexOf("telemetry:", StringComparison.Ordinal)]);
        before = _world.Network.RequestsTo("https://other.example.test").Count;
        await MintAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(before, _world.Network.RequestsTo("https://other.example.test").Count);
    }

    [Fact]
    public async Task What_is_left_at_the_end_is_sent_and_a_collector_that_hangs_holds_nobody()
    {
        using var http = new OutboundHttp(_world.Network);
        var settings = new OtlpSettings(new Uri($"{Collector}/last"), 1);
        using (var export = new OtlpExport(_world.Host.Meter, http, NullLoggerFactory.Instance, TimeProvider.System))
        {
            export.Follow(settings);
            BrokerSpans.Source.StartActivity("the last one")?.Dispose();
        }

        await SentAsync("/last/v1/traces", static body => body.Contains("the last one", StringComparison.Ordinal));
        await SentAsync("/last/v1/metrics", static body => body.Contains("voidkey", StringComparison.Ordinal));

        _world.Network.Break(Collector, Fault.Hang);
        var hanging = new OtlpExport(_world.Host.Meter, http, NullLoggerFactory.Instance, TimeProvider.System);
        hanging.Follow(settings);
        BrokerSpans.Source.StartActivity("never delivered")?.Dispose();
        await Task.Run(hanging.Dispose, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private int Lines(int eventId) => _stream.Text.Split($"\"eventId\":{eventId},").Length - 1;

    private async Task MintAsync() => Assert.Equal(HttpStatusCode.OK, (await _world.SendAsync("POST", "/v1/credentials/mint", _world.Token(), """{"keys":["AWS_DEPLOY"]}""")).Status);

    private async Task ReloadAsync(string text)
    {
        await File.WriteAllTextAsync(_world.ConfigFile, text, TestContext.Current.CancellationToken);
        await _world.Reload.ReloadAsync();
    }

    private async Task<RecordedRequest> SentAsync(string path, Func<string, bool> isWanted, string to = Collector)
    {
        for (var i = 0; i < 200; i++)
        {
            if (_world.Network.RequestsTo(to).FirstOrDefault(request => request.Uri.AbsolutePath == path && isWanted(request.Body)) is { } sent)
            {
                Assert.Empty(Canary.FoundIn(sent.Body));
                return sent;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"Nothing like it was sent to {path}.\n{_stream.Text}");
    }

    private async Task CountsAsync(string signal, string outcome)
    {
        for (var i = 0; i < 200; i++)
        {
            var told = new Exposition((await _world.SendAsync("GET", "/metrics")).Body);
            if (told.Series.Contains($$"""voidkey_telemetry_exports_total{signal="{{signal}}",outcome="{{outcome}}"}""")) return;
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"{signal} never {outcome}.");
    }
}
