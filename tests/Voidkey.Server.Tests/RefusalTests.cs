using System.Net;
using System.Text.Json.Nodes;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests;

public sealed class RefusalTests(ServerWorld world) : IClassFixture<ServerWorld>
{
    private const string V1 = "/v1/credentials/mint";
    private const string Compatible = "/credentials/mint";

    /// <summary>Path, body, the status and code due. Each is sent with a good token.</summary>
    public static TheoryData<string, string, int, string> BadBodies => new()
    {
        { V1, "", 400, "INVALID_REQUEST" },
        { V1, "null", 400, "INVALID_REQUEST" },
        { V1, "[]", 400, "INVALID_REQUEST" },
        { V1, "{}", 400, "INVALID_REQUEST" },
        { V1, """{"keys":[]}""", 400, "INVALID_REQUEST" },
        { V1, """{"keys":[null]}""", 400, "INVALID_REQUEST" },
        { V1, """{"keys":"AWS_DEPLOY"}""", 400, "INVALID_REQUEST" },
        { V1, """{"keys":["AWS_DEPLOY"],"all":true}""", 400, "INVALID_REQUEST" },
        { V1, """{"keys":["AWS_DEPLOY"],"more":1}""", 400, "INVALID_REQUEST" },
        { V1, """{"KEYS":["AWS_DEPLOY"]}""", 400, "INVALID_REQUEST" },
        { V1, """{"keys":["AWS_DEPLOY"],"keys":["AWS_READ"]}""", 400, "INVALID_REQUEST" },
        { V1, """{"keys":["AWS_DEPLOY"],"duration":0}""", 400, "INVALID_REQUEST" },
        { V1, """{"keys":["AWS_DEPLOY"],"duration":-5}""", 400, "INVALID_REQUEST" },
        { V1, """{"keys":["AWS_DEPLOY"],"duration":0.5}""", 400, "INVALID_REQUEST" },
        { V1, """{"keys":["AWS_DEPLOY"],"duration":"900"}""", 400, "INVALID_REQUEST" },
        { V1, """{"keys":["AWS_DEPLOY"],"duration":899}""", 400, "INVALID_REQUEST" },
        { V1, """{"keys":["a","a","a","a","a","a","a","a","a","a","a"]}""", 400, "INVALID_REQUEST" },
        { V1, """{"keys":["AWS_DEPLOY"]} x""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":"AWS_DEPLOY"}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":[1]}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"all":"false"}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["AWS_DEPLOY"],"duration":true}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["AWS_DEPLOY"],"duration":{"a":1}}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["AWS_DEPLOY"],"idpName":7}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["AWS_DEPLOY"],"oidcToken":7}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["AWS_DEPLOY"],"oidcToken":"another"}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["AWS_DEPLOY"],"keys":["AWS_READ"]}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["AWS_DEPLOY"],"k\u0065ys":["AWS_READ"]}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["AWS_DEPLOY"],"all":null,"all":true}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["AWS_DEPLOY",{"a":[]}]}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":{"0":"AWS_DEPLOY"}}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["\ud800"]}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["AWS_DEPLOY"],"more":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["AWS_DEPLOY"],"more":{"a":}}""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["AWS_DEPLOY"]""", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["AWS_DEPLOY"]} x""", 400, "INVALID_REQUEST" },
        { Compatible, """[{"keys":["AWS_DEPLOY"]}]""", 400, "INVALID_REQUEST" },
        { Compatible, "\"AWS_DEPLOY\"", 400, "INVALID_REQUEST" },
        { Compatible, "null", 400, "INVALID_REQUEST" },
        { Compatible, "", 400, "INVALID_REQUEST" },
        { Compatible, """{"keys":["AWS_DEPLOY"],"idpName":"hello-world"}""", 401, "INVALID_TOKEN" },
        { Compatible, """{"keys":["__proto__"],"duration":43200}""", 403, "FORBIDDEN" },
        { V1, """{"keys":["THEIRS"]}""", 403, "FORBIDDEN" },
        { V1, """{"keys":["AWS_DEPLOY","THEIRS"]}""", 403, "FORBIDDEN" },
    };

    [Theory, MemberData(nameof(BadBodies))]
    public async Task A_body_is_refused_with_its_code_and_nothing_goes_upstream(string path, string body, int status, string error)
    {
        var before = world.Sts.Requests.Count;
        var reply = await world.SendAsync("POST", path, world.Token(), body);

        Assert.Equal(status, (int)reply.Status);
        Assert.Equal(error, reply.Error);
        Assert.Equal(before, world.Sts.Requests.Count);
        Assert.StartsWith("application/problem+json", reply.Headers["Content-Type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_refusal_has_the_members_of_a_problem_and_the_headers_of_an_answer()
    {
        var reply = await world.SendAsync("POST", V1, world.Token(), """{"keys":["NOPE"]}""", change: static request => request.Headers.Add("X-Request-ID", "my-id.1"));

        Assert.Equal(
            ["detail", "details", "error", "instance", "message", "requestId", "status", "timestamp", "title", "type"],
            reply.Json.AsObject().Select(static member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal("my-id.1", (string?)reply.Json["requestId"]);
        Assert.Equal("my-id.1", reply.Headers["X-Request-ID"]);
        Assert.Equal("no-store", reply.Headers["Cache-Control"]);
        Assert.Equal("nosniff", reply.Headers["X-Content-Type-Options"]);
        Assert.DoesNotContain("Server", reply.Headers.Keys);
        Assert.DoesNotContain(reply.Headers.Keys, static name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_claim_that_a_key_needs_and_the_token_lacks_is_named()
    {
        async Task<Reply> MintAsync(JsonNode? runId) => await world.SendAsync("POST", V1, world.Token("claimed", new KeyValuePair<string, JsonNode?>("run_id", runId)), """{"keys":["CLAIMED"]}""");

        foreach (var (runId, reason) in new[] { ((JsonNode?)null, "claim_missing"), (new JsonArray(1), "claim_unusable") })
        {
            var reply = await MintAsync(runId);
            Assert.Equal((HttpStatusCode.Forbidden, "FORBIDDEN", reason, "CLAIMED"), (reply.Status, reply.Error, (string?)reply.Json["details"]!["reason"], (string?)reply.Json["details"]!["key"]));
            Assert.Contains("'run_id'", (string?)reply.Json["message"], StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await MintAsync(7)).Status);
    }

    [Fact]
    public async Task Another_callers_key_and_one_that_does_not_exist_read_the_same()
    {
        async Task<string> RefusedAsync(string key)
        {
            var problem = (await world.SendAsync("POST", V1, world.Token(), new JsonObject { ["keys"] = new JsonArray(key) }.ToJsonString())).Json.AsObject();
            problem.Remove("requestId");
            problem.Remove("timestamp");
            return problem.ToJsonString().Replace(key, "KEY", StringComparison.Ordinal);
        }

        Assert.Equal(await RefusedAsync("THEIRS"), await RefusedAsync("NOBODYS"));
    }

    [Fact]
    public async Task Every_bad_token_reads_the_same_and_only_expiry_is_told_apart()
    {
        string[] bad =
        [
            "garbage", "a.b.c", $"{world.Token()}x", new string('a', 17_000),
            world.Ci.Issue(subject: ServerWorld.Subject, audience: "someone-else").Reveal(),
            world.Own.Issue(subject: ServerWorld.Subject, audience: "voidkey").Reveal(),
            world.Ci.Issue(subject: ServerWorld.Subject, audience: "voidkey", signWith: SigningKey.Create("RS256", world.Ci.Key.KeyId)).Reveal(),
        ];
        var bodies = new HashSet<string>();
        foreach (var token in bad)
        {
            var reply = await world.SendAsync("POST", V1, token, """{"keys":["AWS_DEPLOY"]}""");
            Assert.Equal(HttpStatusCode.Unauthorized, reply.Status);
            Assert.StartsWith("Bearer error=", reply.Headers["WWW-Authenticate"], StringComparison.Ordinal);
            bodies.Add($"{reply.Error} {reply.Json["message"]} {reply.Json["details"]}");
        }

        Assert.Single(bodies);
        var expired = world.Ci.Issue(subject: ServerWorld.Subject, audience: "voidkey", lifetime: -TimeSpan.FromMinutes(2)).Reveal();
        Assert.Equal("TOKEN_EXPIRED", (await world.SendAsync("POST", V1, expired, """{"keys":["AWS_DEPLOY"]}""")).Error);
    }

    [Fact]
    public async Task Without_a_token_the_answer_says_so()
    {
        var reply = await world.SendAsync("POST", Compatible, body: "{}");
        Assert.Equal(HttpStatusCode.Unauthorized, reply.Status);
        Assert.Equal("UNAUTHORIZED", reply.Error);
        Assert.StartsWith("Bearer error=", reply.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/credentials/keys?token=")]
    [InlineData("/v1/credentials/keys?access_token=")]
    [InlineData("/credentials/keys?OIDCTOKEN=")]
    public async Task Weakness_13_a_token_in_a_url_is_refused(string path)
    {
        var reply = await world.SendAsync("GET", path + world.Token(), world.Token());
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.DoesNotContain("eyJ", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_authorization_headers_are_refused()
    {
        var status = await world.SendRawAsync($"GET /v1/credentials/keys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.Token()}\r\nAuthorization: Bearer {world.Token()}\r\n\r\n");
        Assert.Equal("HTTP/1.1 400 Bad Request", status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=latin1")]
    [InlineData("multipart/form-data")]
    public async Task What_is_not_json_is_415(string contentType) =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await world.SendAsync("POST", Compatible, world.Token(), """{"keys":["AWS_DEPLOY"]}""", contentType)).Status);

    [Theory]
    [InlineData(65_537, true)]
    [InlineData(65_537, false)]
    [InlineData(3_000_000, true)]
    [InlineData(3_000_000, false)]
    public async Task A_body_over_64_kb_is_413_with_or_without_a_length(int length, bool hasLength)
    {
        var reply = await world.SendAsync("POST", V1, world.Token(), new string(' ', length), change: request => request.Headers.TransferEncodingChunked = !hasLength);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.Status);
        Assert.Equal("INVALID_REQUEST", reply.Error);
    }

    [Theory]
    [InlineData("80000000")]
    [InlineData("FFFFFFFF")]
    [InlineData("100000000")]
    [InlineData("FFFFFFFFFFFFFFFF")]
    [InlineData("-13")]
    [InlineData("0x13")]
    [InlineData("")]
    [InlineData("ZZ")]
    public async Task A_chunk_of_a_length_that_is_none_is_400(string length)
    {
        Assert.Equal("HTTP/1.1 401 Unauthorized", await world.SendRawAsync(Chunked("13")));
        foreach (var path in new[] { V1, "/credentials/mint", "/v1/explain" })
            Assert.Equal("HTTP/1.1 400 Bad Request", await world.SendRawAsync(Chunked(length, path)));

        static string Chunked(string length, string path = V1) =>
            $"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{length}\r\n{{\"keys\":[\"DEPLOY\"]}}\r\n0\r\n\r\n";
    }

    [Fact]
    public async Task Unknown_routes_and_methods_are_problems_too()
    {
        Assert.Equal("NOT_FOUND", (await world.SendAsync("GET", "/nope")).Error);
        Assert.Equal("METHOD_NOT_ALLOWED", (await world.SendAsync("PUT", "/credentials/mint", body: "{}")).Error);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await world.SendAsync("OPTIONS", "/credentials/mint")).Status);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX: {long}\r\n\r\n")]
    [InlineData("\0\0\0\0\r\n\r\n")]
    [InlineData("POST /v1/credentials/mint HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("CONNECT evil.example.test:443 HTTP/1.1\r\nHost: evil.example.test:443\r\n\r\n")]
    public async Task A_hostile_request_line_or_header_is_never_a_server_error(string bytes)
    {
        var status = await world.SendRawAsync(bytes.Replace("{long}", new string('a', 40_000), StringComparison.Ordinal));
        Assert.DoesNotContain(" 5", status.Length > 12 ? status[..12] : status, StringComparison.Ordinal);
        Assert.DoesNotContain(" 200", status, StringComparison.Ordinal);
    }
}
