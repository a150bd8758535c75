using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Voidkey.Server.Tests.Conventions;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>What went wrong over HTTP in the broker that this one replaces, by number.</summary>
public sealed partial class OriginalWeaknessTests(ServerWorld world) : IClassFixture<ServerWorld>
{
    private static readonly string[] Routes = ["/health", "/credentials/idp-providers", "/credentials/keys", "/v1/idps", "/v1/credentials/keys", "/nope"];

    [Fact]
    public async Task Weakness_17_a_hundred_kilobytes_from_nobody_are_answered_with_a_few()
    {
        var keys = JsonSerializer.Serialize(new { keys = Enumerable.Range(0, 9000).Select(i => $"KEY{i}") });
        var reply = await world.SendAsync("POST", "/credentials/mint", body: keys);
        Assert.True(reply.Status is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized, $"{reply.Status}");
        Assert.True(reply.Body.Length < 1024, $"{reply.Body.Length} bytes");
    }

    [Fact]
    public async Task Weakness_22_a_request_id_or_a_key_name_cannot_break_a_line()
    {
        var reply = await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), """{"keys":["x\nforged"]}""", change: request => request.Headers.TryAddWithoutValidation("X-Request-ID", "a b"));
        Assert.Equal(HttpStatusCode.Forbidden, reply.Status);
        Assert.Matches("^[0-9a-f]{32}$", reply.Headers["X-Request-ID"]);
        Assert.DoesNotContain("\n", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weakness_23_no_answer_invites_other_sites_names_the_server_or_may_be_kept()
    {
        foreach (var route in Routes)
        {
            foreach (var method in new[] { "GET", "OPTIONS", "POST", "DELETE" })
            {
                var reply = await world.SendAsync(method, route, route.Contains("keys", StringComparison.Ordinal) ? world.Token() : null, method == "POST" ? "{}" : null, change: static request =>
                {
                    request.Headers.TryAddWithoutValidation("Origin", "https://evil.example.test");
                    request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
                });
                Assert.DoesNotContain(reply.Headers.Keys, static name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase) || name is "Server" or "X-Powered-By" or "ETag");
                Assert.Equal(("no-store", "nosniff"), (reply.Headers["Cache-Control"], reply.Headers["X-Content-Type-Options"]));
            }
        }
    }

    [Fact]
    public async Task Weakness_24_whose_fault_it_is_can_be_told_from_the_status()
    {
        Assert.Equal((401, "UNAUTHORIZED"), Told(await world.SendAsync("GET", "/credentials/keys")));
        Assert.Equal((401, "INVALID_TOKEN"), Told(await world.SendAsync("GET", "/credentials/keys", "garbage")));
        Assert.Equal((401, "TOKEN_EXPIRED"), Told(await world.SendAsync("GET", "/credentials/keys", world.Ci.Issue(subject: ServerWorld.Subject, audience: "voidkey", lifetime: -TimeSpan.FromMinutes(10)).Reveal())));
        Assert.Equal((403, "FORBIDDEN"), Told(await world.SendAsync("POST", "/credentials/mint", world.Token(), """{"keys":["NO_SUCH_KEY"]}""")));
        Assert.Equal((400, "INVALID_REQUEST"), Told(await world.SendAsync("POST", "/credentials/mint", world.Token(), "{")));
        Assert.Equal((404, "NOT_FOUND"), Told(await world.SendAsync("GET", "/nope")));
    }

    [Fact]
    public async Task Weakness_26_nothing_of_a_refused_token_is_said()
    {
        var token = world.Ci.Issue(subject: ServerWorld.Subject, audience: "another").Reveal();
        var reply = await world.SendAsync("POST", "/credentials/mint", body: JsonSerializer.Serialize(new { oidcToken = token, keys = new[] { "AWS_DEPLOY" } }));
        Assert.Equal(HttpStatusCode.Unauthorized, reply.Status);
        Assert.DoesNotContain(token[..20], $"{reply.Body} {string.Join(' ', reply.Headers.Values)}", StringComparison.Ordinal);
        Assert.DoesNotContain("another", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weakness_32_every_route_that_the_documents_name_is_there()
    {
        (string Method, string Path)[] named = [.. Directory.EnumerateFiles(Path.Combine(Source.Root, "docs"), "*.md").Append(Path.Combine(Source.Root, "README.md"))
            .SelectMany(static file => Route().Matches(File.ReadAllText(file))).Select(static match => (match.Groups[1].Value, match.Groups[2].Value)).Distinct()];
        Assert.InRange(named.Length, 7, 100);
        foreach (var (method, path) in named)
        {
            var reply = await world.SendAsync(method, path, world.Token(), method == "POST" ? "{}" : null);
            Assert.True(reply.Status is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.InternalServerError), $"{method} {path}: {(int)reply.Status}");
        }
    }

    [Theory]
    [InlineData("GET /health HTTP/1.1\r\nHost: x\r\nX-Folded: a\r\n b\r\n\r\n", false), InlineData("GET /health HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", false), InlineData("GET http://evil.example.test/health HTTP/1.1\r\nHost: x\r\n\r\n", false)]
    [InlineData("GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", false), InlineData("GET /health HTTP/1.1\r\n\r\n", false), InlineData("POST /v1/credentials/mint HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", false)]
    [InlineData("POST /v1/credentials/mint HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: gzip\r\n\r\n", false), InlineData("GET /health HTTP/1.1\r\nHost: x\r\n\r\n", true), InlineData("HEAD /health HTTP/1.1\r\nHost: x\r\n\r\n", true)]
    public async Task A_request_that_two_readers_could_read_otherwise_is_refused(string request, bool isGood)
    {
        var status = await world.SendRawAsync(request);
        if (isGood) Assert.Equal("HTTP/1.1 200 OK", status);
        else Assert.True(status.Length == 0 || status.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), status);
    }

    [Fact]
    public async Task A_body_that_is_packed_or_never_ends_is_not_taken()
    {
        var packed = await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), """{"keys":["AWS_DEPLOY"]}""", change: static request => request.Content!.Headers.TryAddWithoutValidation("Content-Encoding", "gzip"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, packed.Status);

        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, world.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/credentials/mint HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer {world.Token()}\r\nTransfer-Encoding: chunked\r\n\r\n"), TestContext.Current.CancellationToken);
        var chunk = Encoding.ASCII.GetBytes($"1000\r\n{new string(' ', 4096)}\r\n");
        for (var i = 0; i < 20; i++) await stream.WriteAsync(chunk, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        Assert.StartsWith("HTTP/1.1 413", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"`(GET|HEAD|POST) (/[a-z0-9/.-]+)")]
    private static partial Regex Route();

    private static (int, string?) Told(Reply reply) => ((int)reply.Status, reply.Error);
}
