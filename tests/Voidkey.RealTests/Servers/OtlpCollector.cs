using System.Globalization;
using System.Text.Json;
using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>Receives OTLP over HTTP and reads it with OpenTelemetry's own definitions.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private static readonly string App = Path.Combine(Repository.Root, "tests/Voidkey.RealTests/servers/otlp-collector");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _folder = RunFolder.Make($"collector-{Guid.NewGuid():N}"[..18]);
    private readonly int _port = Ports.Free();
    private Child? _server;

    public string Endpoint => $"http://127.0.0.1:{_port}";

    private string File => Path.Combine(_folder, "received.jsonl");

    public static Task<string?> InstallAsync() => Npm.InstallAsync(App);

    public async Task StartAsync()
    {
        _server = Child.Start("collector", _folder, new Command(Command.Find("node")!, [Path.Combine(App, "server.mjs"), _port.ToString(CultureInfo.InvariantCulture), File]));
        await Poll.UntilAsync("the collector answers", Limit, () => Http.IsOkAsync(Endpoint), _server);
    }

    /// <summary>What came for one signal, oldest first.</summary>
    public IReadOnlyList<JsonElement> Received(string signal) => System.IO.File.Exists(File)
        ? [.. System.IO.File.ReadLines(File).Select(static line => JsonSerializer.Deserialize<JsonElement>(line)).Where(one => one.GetProperty("url").GetString() == $"/v1/{signal}")]
        : [];

    /// <summary>All spans of a trace that have come.</summary>
    public IReadOnlyList<ReceivedSpan> Spans(string trace) => [.. Received("traces").SelectMany(static one => one.GetProperty("message").GetProperty("resourceSpans").EnumerateArray())
        .SelectMany(static resource => resource.GetProperty("scopeSpans").EnumerateArray()).SelectMany(static scope => scope.GetProperty("spans").EnumerateArray())
        .Select(static span => new ReceivedSpan(span)).Where(span => span.Trace == trace)];

    /// <summary>Waits until something has come.</summary>
    public Task UntilAsync(string what, Func<bool> hasCome) => Poll.UntilAsync(what, Limit, () => Task.FromResult(hasCome()), _server);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (!System.IO.File.Exists(File)) return;

        // The credentials of the broker at the collector rightly are in its headers.
        foreach (var one in System.IO.File.ReadLines(File)) Canaries.AssertNoneIn(JsonSerializer.Deserialize<JsonElement>(one).GetProperty("message").GetRawText(), "what was sent to the collector");
    }
}

/// <summary>One span as it came.</summary>
internal sealed class ReceivedSpan(JsonElement span)
{
    public string Trace => Hex("traceId");

    public string Id => Hex("spanId");

    public string Parent => span.TryGetProperty("parentSpanId", out _) ? Hex("parentSpanId") : "";

    public string Name => span.GetProperty("name").GetString()!;

    /// <summary><c>SPAN_KIND_SERVER</c> and the like.</summary>
    public string Kind => span.GetProperty("kind").GetString()!;

    public long Began => long.Parse(span.GetProperty("startTimeUnixNano").GetString()!, CultureInfo.InvariantCulture);

    public long Ended => long.Parse(span.GetProperty("endTimeUnixNano").GetString()!, CultureInfo.InvariantCulture);

    /// <summary>An attribute as text; null: it has none of that name.</summary>
    public string? Attribute(string name) => (span.TryGetProperty("attributes", out var all) ? all.EnumerateArray() : default)
        .Where(one => one.GetProperty("key").GetString() == name).Select(static one => one.GetProperty("value").EnumerateObject().First().Value.ToString()).FirstOrDefault();

    private string Hex(string name) => Convert.ToHexStringLower(Convert.FromBase64String(span.GetProperty(name).GetString()!));
}
