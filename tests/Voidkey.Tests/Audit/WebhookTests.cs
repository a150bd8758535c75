using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Voidkey.Access;
using Voidkey.Audit;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Testing;
using Voidkey.Tests.Http;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Audit;

/// <summary>A record that is posted is accepted by a 2xx in time, and by nothing else.</summary>
public sealed class WebhookTests : IAsyncDisposable
{
    private const string Origin = "https://audit.example.test";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly Uri Url = new(Origin + "/records");

    private readonly ChainWorld _world = new();
    private readonly FakeNetwork _network = new();
    private readonly OutboundHttp _http;
    private readonly ConcurrentQueue<JsonArray> _received = new();

    public WebhookTests()
    {
        _http = new OutboundHttp(_network);
        _network.Map(Origin, ReceiveAsync);
    }

    public static TheoryData<string, Func<TimeProvider, Fault>> Faults => new()
    {
        { "refuses", static _ => Fault.Refuse },
        { "hangs", static _ => Fault.Hang },
        { "drips", static time => Fault.Drip(TimeSpan.FromSeconds(1), time) },
        { "says too much", static _ => Fault.Huge(1) },
        { "redirects with 301", static _ => Fault.Redirect(301, "https://elsewhere.example.test/") },
        { "redirects with 307", static _ => Fault.Redirect(307, "https://elsewhere.example.test/") },
        { "redirects with 308 to itself", static _ => Fault.Redirect(308, Url.OriginalString) },
        { "answers 400", static _ => Fault.Status(400) },
        { "answers 401", static _ => Fault.Status(401) },
        { "answers 404", static _ => Fault.Status(404) },
        { "answers 429", static _ => Fault.Status(429) },
        { "answers 500", static _ => Fault.Status(500) },
        { "answers 503", static _ => Fault.Status(503) },
    };

    public async ValueTask DisposeAsync()
    {
        _network.Heal(Origin);
        await _world.DisposeAsync();
        _http.Dispose();
    }

    [Theory]
    [InlineData(200), InlineData(201), InlineData(202), InlineData(204)]
    public async Task A_2xx_accepts_and_each_record_is_an_event(int status)
    {
        _network.Map(Origin, (request, ct) => ReceiveAsync(request, status, ct));
        var sink = _world.Start(Output());
        await _world.MintAsync(sink, 3);
        await sink.DisposeAsync();

        JsonObject[] events = [.. Events()];
        Assert.Equal(["opened", "test", "test", "test", "closed"], events.Select(static one => ((string)one["type"]!).Split('.')[2]));
        var request = _network.Requests[0];
        Assert.Equal(("POST", Url), (request.Method, request.Uri));
        Assert.All(events, static (one, i) =>
        {
            Assert.Equal(["specversion", "id", "source", "type", "time", "datacontenttype", "data"], one.Select(static member => member.Key));
            Assert.Equal(("1.0", "urn:voidkey:audit", "application/json"), ((string?)one["specversion"], (string?)one["source"], (string?)one["datacontenttype"]));
            Assert.Equal(($"{one["data"]!["chain"]}-{i + 1}", (string?)one["data"]!["type"], (string?)one["data"]!["time"]), ((string?)one["id"], (string?)one["type"], (string?)one["time"]));
        });
    }

    [Fact]
    public async Task What_arrives_is_what_was_hashed()
    {
        var sink = _world.Start(Output());
        await sink.WriteAsync(ChainWorld.Line("ümläut \u2028 </script> \""));
        await _world.MintAsync(sink, 5);
        await sink.DisposeAsync();

        File.WriteAllLines(_world.File, _network.Requests.SelectMany(static request => Data(request.Body)));
        Assert.Empty(_world.Faults());
        Assert.Equal(8, _world.Verify().Records);
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Nothing_is_accepted_and_nothing_posted_again_when_the_receiver(string why, Func<TimeProvider, Fault> fault)
    {
        var sink = _world.Start(Output());
        await _world.MintAsync(sink, 2);
        var posted = _network.Requests.Count;
        _network.Break(Origin, fault(_world.Time));
        Assert.False(await Waiting(sink.WriteAsync(ChainWorld.Line("lost")).AsTask()), why);
        await Soon.Holds(() => sink.Fault is not null && _network.Requests.Count == posted + 1, $"one call, and a fault: {why}");

        _network.Heal(Origin);
        await Soon.Holds(async () => await Waiting(sink.WriteAsync(ReadOnlyMemory<byte>.Empty).AsTask()) && sink.Fault is null, "it works again");
        await _world.MintAsync(sink, 2);
        await sink.DisposeAsync();
        Assert.DoesNotContain(Events(), static one => (string?)one["data"]!["name"] == "lost");
        Assert.Equal([1L, 2, 3, 5, 6, 7, 8], Events().Select(static one => (long)one["data"]!["sequence"]!));
        Assert.Equal((4, 4), ((int)Events().ElementAt(3)["data"]!["unaccepted"]!["from"]!, (int)Events().ElementAt(3)["data"]!["unaccepted"]!["to"]!));
        Assert.DoesNotContain("upstream-text", _world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_that_wait_go_together_in_their_order()
    {
        var gate = new Gate();
        var sink = _world.Start(Output());
        await _world.MintAsync(sink);
        _network.Break(Origin, gate.Before(ReceiveAsync));
        var first = sink.WriteAsync(ChainWorld.Line("0")).AsTask();
        await gate.Arrived;
        Task<bool>[] rest = [.. Enumerable.Range(1, 100).Select(i => sink.WriteAsync(ChainWorld.Line($"{i}")).AsTask())];
        var calls = _network.Requests.Count;
        Assert.False(first.IsCompleted);

        _network.Heal(Origin);
        gate.Open();
        Assert.All(await Task.WhenAll([first, .. rest]), Assert.True);
        Assert.Equal(calls + 1, _network.Requests.Count);
        Assert.Equal(Enumerable.Range(0, 101).Select(static i => $"{i}"), Events().Select(static one => (string?)one["data"]!["name"]).Where(static name => name is not null && !name.StartsWith("mint", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_posts_is_said_by_a_token_that_may_be_replaced()
    {
        var path = _world.In("token");
        var (one, other) = (Canary.Make("webhook-token"), Canary.Make("webhook-token"));
        File.WriteAllText(path, one.Reveal() + "\n");
        Assert.True(TokenFile.TryOpen(path, _world.Time, out var file, out _));
        var sink = _world.Start(new WebhookOutput(_http, _world.Time, new Webhook(Url, null, file), Limit));
        await _world.MintAsync(sink);
        File.WriteAllText(path, other.Reveal());
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.MintAsync(sink);

        Assert.Equal($"Bearer {one.Reveal()}", _network.Requests[0].Headers["Authorization"]);
        Assert.Equal($"Bearer {other.Reveal()}", _network.Requests[^1].Headers["Authorization"]);
        Assert.Empty(Canary.FoundIn(_world.Log.Text + string.Concat(_network.Requests.Select(static request => request.Body))));
    }

    [Theory]
    [InlineData("self-signed"), InlineData("expired"), InlineData("another host"), InlineData("another CA"), InlineData("an old protocol")]
    public async Task A_receiver_that_cannot_prove_who_it_is_is_told_nothing(string fault)
    {
        using var authority = TestAuthority.Root();
        using var impostor = TlsImpostor.With(fault, authority);
        using var honest = new TlsServer(authority.Issue());
        using var http = new OutboundHttp();
        Assert.True(TrustAnchors.TryRead(authority.Pem, out var anchors, out var why), why);
        var told = new WebhookOutput(http, TimeProvider.System, new Webhook(new Uri(honest.Origin), anchors, null), TimeSpan.FromSeconds(30));
        await told.WriteAsync(Chained());
        Assert.True(honest.Received > 0);

        var output = new WebhookOutput(http, TimeProvider.System, new Webhook(new Uri(impostor.Origin), anchors, null), TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<IOException>(async () => await output.WriteAsync(Chained()));
        Assert.Equal(0, impostor.Received);
    }

    private static ReadOnlyMemory<byte> Chained()
    {
        using var bytes = new MemoryStream();
        new AuditChain("0", The.Moment, "test", TimeProvider.System).Append(ChainWorld.Line("x").Span, bytes);
        return bytes.ToArray();
    }

    private static IEnumerable<string> Data(string body)
    {
        // The record as it stands, not as a parser would write it.
        var rest = body;
        while (rest.IndexOf(",\"data\":", StringComparison.Ordinal) is >= 0 and var at)
        {
            rest = rest[(at + 8)..];
            var end = rest.IndexOf("\"}}", rest.IndexOf(",\"hash\":\"", StringComparison.Ordinal), StringComparison.Ordinal) + 2;
            yield return rest[..end];
            rest = rest[end..];
        }
    }

    private WebhookOutput Output() => new(_http, _world.Time, new Webhook(Url, null, null), Limit);

    private IEnumerable<JsonObject> Events() => _received.SelectMany(static batch => batch).OfType<JsonObject>();

    private Task<HttpResponseMessage> ReceiveAsync(HttpRequestMessage request, CancellationToken ct) => ReceiveAsync(request, 204, ct);

    private async Task<HttpResponseMessage> ReceiveAsync(HttpRequestMessage request, int status, CancellationToken ct)
    {
        if (request.Content!.Headers.ContentType?.ToString() != "application/cloudevents-batch+json; charset=utf-8") return new HttpResponseMessage(HttpStatusCode.UnsupportedMediaType);
        _received.Enqueue((JsonArray)JsonNode.Parse(await request.Content.ReadAsStringAsync(ct))!);
        return new HttpResponseMessage((HttpStatusCode)status);
    }

    // Lets time pass until it is answered: the bound of the sink, and the limit of the call.
    private async Task<bool> Waiting(Task<bool> write)
    {
        while (!write.IsCompleted)
        {
            _world.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(write, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        return await write;
    }
}
