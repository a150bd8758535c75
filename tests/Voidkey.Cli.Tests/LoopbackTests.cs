using System.Net.Sockets;
using System.Text;
using Voidkey.Cli.Loopback;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>The small server that browsers come back to and programs ask.</summary>
public sealed class LoopbackTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private readonly LoopbackServer _server = LoopbackServer.Listen(0)!;
    private readonly List<LoopbackRequest> _heard = [];
    private Task _serving = Task.CompletedTask;

    public ValueTask InitializeAsync()
    {
        _serving = _server.ServeAsync(AnswerAsync, _stop.Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _server.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_request_is_read_as_it_was_written()
    {
        var answer = await SayAsync($"GET /a%20b?x=1&y=%2B+z&x%20=2 HTTP/1.1\r\nHost: {_server.Authority}\r\nX-Empty:\r\nx-spaced: \t a  b \t\r\nContent-Length: 0\r\n\r\n");

        var request = Assert.Single(_heard);
        Assert.Equal(("GET", "/a%20b", "", "a  b"), (request.Method, request.Path, request.Header("x-empty"), request.Header("X-Spaced")));
        Assert.Equal([("x", "1"), ("y", "+ z"), ("x ", "2")], request.Parameters()!.Select(p => (p.Key, p.Value)));
        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 3\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\nhi\n", answer);
    }

    /// <summary>They are cut off by the machine's clock, so the bound is the machine's, too.</summary>
    [Fact]
    public async Task Whoever_keeps_silent_does_not_keep_others_waiting()
    {
        var silent = Enumerable.Range(0, 300).Select(_ => new TcpClient()).ToArray();
        foreach (var client in silent) await client.ConnectAsync(System.Net.IPEndPoint.Parse(_server.Authority), TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 200 OK", await SayAsync($"GET / HTTP/1.1\r\nHost: {_server.Authority}\r\n\r\n").WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        foreach (var client in silent) client.Dispose();
    }

    public static TheoryData<string, int> Malformed => new()
    {
        { "GET / HTTP/1.0\r\nHost: H\r\n\r\n", 400 },
        { "GET / HTTP/1.1\nHost: H\n\n\r\n\r\n", 400 },
        { "GET  / HTTP/1.1\r\nHost: H\r\n\r\n", 400 },
        { "GET http://H/ HTTP/1.1\r\nHost: H\r\n\r\n", 400 },
        { "GET /#a HTTP/1.1\r\nHost: H\r\n\r\n", 400 },
        { "CONNECT H HTTP/1.1\r\nHost: H\r\n\r\n", 400 },
        { "OPTIONS * HTTP/1.1\r\nHost: H\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: H\r\nHost: H\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost : H\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: H\r\n Folded: x\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: H\r\nX: a\rb\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: H\r\nX: \0\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: H\r\nX: é\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: H\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: H\r\nContent-Length: 1\r\n\r\nx", 400 },
        { "GET / HTTP/1.1\r\nHost: H\r\nUpgrade: h2c\r\n\r\n", 400 },
        { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\n\r\n", 421 },
        { "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 421 },
        { "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421 },
        { "GET / HTTP/1.1\r\nHost: H.\r\n\r\n", 421 },
        { $"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: H\r\n\r\n", 431 },
        { "\u0016\u0003\u0001\u0002\r\n\r\n", 400 },
    };

    [Theory, MemberData(nameof(Malformed))]
    public async Task What_could_be_read_in_two_ways_or_is_for_another_is_refused(string request, int status)
    {
        var answer = await SayAsync(request.Replace("Host: H", $"Host: {_server.Authority}", StringComparison.Ordinal));

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Empty(_heard);
    }

    [Theory]
    [InlineData("a=1&a=2"), InlineData("a=%"), InlineData("a=%zz"), InlineData("=1"), InlineData("a=1&%61=2")]
    public void Parameters_that_nobody_can_be_sure_of_are_none(string query) => Assert.Null(new LoopbackRequest("GET", "/", query, new Dictionary<string, string>()).Parameters());

    [Fact]
    public async Task Slow_and_silent_clients_keep_nobody_waiting()
    {
        using var silent = new TcpClient("127.0.0.1", Port);
        using var slow = new TcpClient("127.0.0.1", Port);
        await slow.GetStream().WriteAsync("GET / HT"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal(200, (await LoopbackClient.GetAsync($"http://{_server.Authority}/")).Status);
    }

    [Fact]
    public async Task Many_are_answered_at_once()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => LoopbackClient.GetAsync($"http://{_server.Authority}/")));

        Assert.All(replies, reply => Assert.Equal(200, reply.Status));
    }

    private int Port => int.Parse(_server.Authority.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);

    private Task<LoopbackAnswer> AnswerAsync(LoopbackRequest request, CancellationToken ct)
    {
        lock (_heard) _heard.Add(request);
        return Task.FromResult(LoopbackAnswer.Text(200, "hi"));
    }

    private async Task<string> SayAsync(string request)
    {
        using var client = new TcpClient("127.0.0.1", Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
