using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>What a limit looks like on the wire, who is counted, and where a caller comes from.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private const string Mint = "/v1/credentials/mint";
    private const string Body = """{"keys":["AWS_READ"]}""";

    private readonly ServerWorld _world = new(
        """
        limits: { perIp: { permits: 4, window: 60s }, perSubject: { permits: 3, window: 60s } }
        server: { trustedProxies: [127.0.0.1, 10.0.0.0/8] }
        """);

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_subject_that_asks_too_often_is_told_which_limit_and_for_how_long()
    {
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await _world.SendAsync("POST", Mint, _world.Token(), Body)).Status);
        var refused = await _world.SendAsync("POST", Mint, _world.Token(), Body);

        Assert.Equal((HttpStatusCode.TooManyRequests, "RATE_LIMIT_EXCEEDED"), (refused.Status, refused.Error));
        Assert.Equal("\"subject\";q=3;w=60", refused.Headers["RateLimit-Policy"]);
        Assert.Matches("^\"subject\";r=0;t=[0-9]{1,2}$", refused.Headers["RateLimit"]);
        Assert.Equal(("3", "0"), (refused.Headers["X-RateLimit-Limit"], refused.Headers["X-RateLimit-Remaining"]));
        var rest = long.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(rest, 1, 60);
        Assert.InRange(long.Parse(refused.Headers["X-RateLimit-Reset"], System.Globalization.CultureInfo.InvariantCulture) - rest, 1_700_000_000, 4_000_000_000);
        Assert.Equal(rest, (long)refused.Json["retryAfter"]!);
    }

    [Fact]
    public async Task Too_many_failures_refuse_everything_from_there_unread_but_the_health()
    {
        for (var i = 0; i < 4; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await _world.SendAsync("POST", Mint, "nonsense", Body)).Status);

        foreach (var (method, path, body) in new[] { ("POST", Mint, Body), ("GET", "/v1/whoami", null), ("GET", "/credentials/keys", null), ("POST", "/credentials/mint", "{"), ("GET", "/no-such-route", null) })
        {
            var refused = await _world.SendAsync(method, path, _world.Token(), body);
            Assert.Equal((path, HttpStatusCode.TooManyRequests), (path, refused.Status));
            Assert.StartsWith("\"address\"", refused.Headers["RateLimit"], StringComparison.Ordinal);
        }

        foreach (var path in new[] { "/health", "/healthz", "/health/live", "/livez", "/health/ready", "/readyz" })
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await _world.SendAsync("GET", path)).Status);
    }

    [Theory]
    [InlineData("POST", Mint, "nonsense", Body)]
    [InlineData("POST", Mint, null, Body)]
    [InlineData("POST", "/credentials/mint", null, "{")]
    [InlineData("GET", "/v1/whoami", "nonsense", null)]
    [InlineData("GET", "/no-such-route", null, null)]
    [InlineData("DELETE", Mint, null, null)]
    public async Task A_failure_of_a_caller_who_was_not_verified_counts(string method, string path, string? token, string? body)
    {
        for (var i = 0; i < 4; i++) Assert.NotEqual(HttpStatusCode.TooManyRequests, (await _world.SendAsync(method, path, token, body)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await _world.SendAsync("GET", "/v1/idps")).Status);
    }

    [Theory]
    [InlineData("""{"keys":["THEIRS"]}""", HttpStatusCode.Forbidden)]
    [InlineData("""{"keys":["AWS_READ"],"duration":1}""", HttpStatusCode.BadRequest)]
    public async Task What_is_wrong_with_a_verified_callers_request_does_not(string body, HttpStatusCode expected)
    {
        foreach (var subject in Enumerable.Range(0, 9).Select(static i => i % 3 == 0 ? ServerWorld.Subject : i % 3 == 1 ? "claimed" : "somebody-else"))
        {
            var status = (await _world.SendAsync("POST", Mint, _world.Token(subject), body)).Status;
            if (subject == ServerWorld.Subject) Assert.Equal(expected, status);
            Assert.NotEqual(HttpStatusCode.TooManyRequests, status);
        }

        Assert.Equal(HttpStatusCode.OK, (await _world.SendAsync("GET", "/v1/whoami", _world.Token())).Status);
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("198.51.100.1, 203.0.113.9", "203.0.113.9")]
    [InlineData("198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("nonsense", "127.0.0.1")]
    [InlineData("203.0.113.9, nonsense", "127.0.0.1")]
    public async Task The_caller_is_who_the_last_trusted_proxy_names(string forwarded, string expected)
    {
        await _world.SendAsync("POST", Mint, _world.Token(), Body, change: request => request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwarded));
        Assert.Equal(expected, await AddressAsync());
    }

    [Fact]
    public async Task Behind_a_proxy_each_caller_counts_for_himself()
    {
        for (var i = 0; i < 4; i++) await FromAsync("203.0.113.9", "nonsense");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await FromAsync("203.0.113.9", _world.Token())).Status);
        Assert.Equal(HttpStatusCode.OK, (await FromAsync("203.0.113.10", _world.Token())).Status);
    }

    [Fact]
    public async Task A_proxy_that_was_not_named_names_nobody()
    {
        await using var world = new ServerWorld("server: { trustedProxies: [192.0.2.0/24] }");
        await world.InitializeAsync();
        await world.SendAsync("POST", Mint, world.Token(), Body, change: static request => request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.9"));
        Assert.Equal("127.0.0.1", (string?)JsonNode.Parse((await File.ReadAllLinesAsync(world.AuditFile, TestContext.Current.CancellationToken))[^1])!["clientAddress"]);
    }

    [Fact]
    public async Task A_reload_changes_the_limit_and_forgets_no_count()
    {
        for (var i = 0; i < 3; i++) await _world.SendAsync("POST", Mint, _world.Token(), Body);
        await ChangeAsync("permits: 3", "permits: 5");
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests],
            [(await _world.SendAsync("POST", Mint, _world.Token(), Body)).Status, (await _world.SendAsync("POST", Mint, _world.Token(), Body)).Status, (await _world.SendAsync("POST", Mint, _world.Token(), Body)).Status]);

        await ChangeAsync("limits: {", "limits: { enabled: false,");
        Assert.Equal(HttpStatusCode.OK, (await _world.SendAsync("POST", Mint, _world.Token(), Body)).Status);
    }

    private Task<Reply> FromAsync(string address, string token) =>
        _world.SendAsync("POST", Mint, token, Body, change: request => request.Headers.TryAddWithoutValidation("X-Forwarded-For", address));

    private async Task<string?> AddressAsync() =>
        (string?)JsonNode.Parse((await File.ReadAllLinesAsync(_world.AuditFile, TestContext.Current.CancellationToken))[^1])!["clientAddress"];

    private async Task ChangeAsync(string from, string to)
    {
        var yaml = await File.ReadAllTextAsync(_world.ConfigFile, TestContext.Current.CancellationToken);
        Assert.Contains(from, yaml, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_world.ConfigFile, yaml.Replace(from, to, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        for (var i = 0; i < 2; i++) await _world.Reload.LookAsync();
    }
}
