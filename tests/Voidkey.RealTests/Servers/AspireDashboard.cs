using System.Text.Json;
using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>The dashboard of .NET Aspire: it takes OTLP over HTTP from whoever knows its key, and tells what it has understood.</summary>
internal sealed class AspireDashboard : IAsyncDisposable
{
    private const string Program = "Aspire.Dashboard";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly int _readers = Ports.Free();
    private readonly int _senders = Ports.Free();
    private Child? _server;

    /// <summary>Where telemetry is sent to.</summary>
    public string Endpoint => $"http://127.0.0.1:{_senders}";

    /// <summary>The header in which a sender shows the key.</summary>
    public static string KeyHeader => "x-otlp-api-key";

    private string Api => $"http://127.0.0.1:{_readers}/api/telemetry";

    public static string? WhyNot() => Absent.Programs(Program);

    public async Task StartAsync(string key)
    {
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_readers}",
            ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Endpoint,
            ["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey",
            ["DASHBOARD__OTLP__PRIMARYAPIKEY"] = key,
            ["DASHBOARD__FRONTEND__AUTHMODE"] = "Unsecured",
            ["DASHBOARD__API__AUTHMODE"] = "Unsecured",
            ["ASPIRE_DASHBOARD_API_ENABLED"] = "true",
        };
        _server = Child.Start("dashboard", RunFolder.Make($"dashboard-{Guid.NewGuid():N}"[..18]), new Command(Command.Find(Program)!, [], environment));
        await Poll.UntilAsync("the dashboard answers", Limit, () => Http.IsOkAsync($"{Api}/resources"), _server);
    }

    /// <summary>Waits until so many spans of a trace have come.</summary>
    public async Task<IReadOnlyList<JsonElement>> SpansAsync(string trace, int count)
    {
        IReadOnlyList<JsonElement> spans = [];
        await Poll.UntilAsync($"the dashboard has {count} spans", Limit, async () => (spans = await SpansAsync(trace)).Count >= count, _server);
        return spans;
    }

    /// <summary>Who has sent anything.</summary>
    public async Task<IReadOnlyList<JsonElement>> ResourcesAsync() => [.. (await Http.GetAsync($"{Api}/resources")).Ok.EnumerateArray()];

    /// <summary>The spans of a trace, as OTLP has them in JSON.</summary>
    private async Task<IReadOnlyList<JsonElement>> SpansAsync(string trace) => [.. (await Http.GetAsync($"{Api}/spans?traceId={trace}")).Ok.GetProperty("data").GetProperty("resourceSpans").EnumerateArray()
        .SelectMany(static resource => resource.GetProperty("scopeSpans").EnumerateArray()).SelectMany(static scope => scope.GetProperty("spans").EnumerateArray())];

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
