using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Voidkey.Reliability.Stage;

namespace Voidkey.Reliability.Scenarios;

/// <summary>Every token that points somewhere, on every route that takes one, beside good ones.</summary>
internal static class LureOfTokens
{
    private static readonly string[] Readings = ["/credentials/keys", "/v1/credentials/keys", "/v1/whoami"];

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures) = (performance.World, performance.Figures);
        await world.BeginAsync(ct);
        await world.WarmUpAsync(20, ct);
        var strangers = new Strangers(world.Callers[0], world.Lure);
        var (sent, accepted, turnedAway) = (0, 0, 0);
        for (var round = 0; round < Math.Max(1, performance.Seconds / 5); round++)
        {
            foreach (var token in strangers.All)
            {
                foreach (var ask in Asks(world))
                {
                    sent++;
                    if (await world.Load.StatusAsync(ask(token)) != 401) accepted++;
                    if (await world.Load.StatusAsync(ask(world.Callers[0].Token(sent))) != 200) turnedAway++;
                }
            }
        }

        figures.Tell("tokens that point somewhere, on every route", $"{sent}");
        figures.Exactly("of them not refused with 401", accepted, 0);
        figures.Exactly("good ones beside them that were turned away", turnedAway, 0);
        figures.Exactly("visits to another lure, where somebody did go", await VisitedAsync(world, ct), 1);
    }

    private static IEnumerable<Func<string, HttpRequestMessage>> Asks(World world) =>
    [
        token => world.Mint(token),
        token => Post(world, "/v1/explain", new { key = World.Key }, token),
        token => Post(world, "/credentials/mint", new { keys = new[] { World.Key }, oidcToken = token }, null),
        .. Readings.Select<string, Func<string, HttpRequestMessage>>(path => token => Bearing(world.Get(path), token)),
    ];

    private static HttpRequestMessage Post(World world, string path, object body, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, world.Url + path) { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
        return token is null ? request : Bearing(request, token);
    }

    private static HttpRequestMessage Bearing(HttpRequestMessage request, string token)
    {
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return request;
    }

    // A lure that could not see a visitor would prove nothing.
    private static async Task<int> VisitedAsync(World world, CancellationToken ct)
    {
        await using var lure = new Lure();
        using var visitor = new TcpClient();
        await visitor.ConnectAsync("127.0.0.1", lure.Port, ct);
        await world.UntilAsync(() => Task.FromResult(lure.Connections > 0), TimeSpan.FromSeconds(5), ct);
        return lure.Connections;
    }
}
