using System.Text;
using Voidkey.Cli.Spiffe;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>The token source <c>spiffe</c>, over a real socket.</summary>
public sealed class SpiffeTests
{
    private static readonly byte[] Good = WorkloadApi.Svids((WorkloadApi.Id, WorkloadApi.Jwt()));
    private static readonly string Token = WorkloadApi.Jwt();

    private static Terminal Here(WorkloadApi api) => new() { Environment = { ["SPIFFE_ENDPOINT_SOCKET"] = api.Url } };

    [Fact]
    public async Task The_token_is_for_the_audience_that_the_broker_publishes()
    {
        await using var api = WorkloadApi.Saying(WorkloadApi.Answer(WorkloadApi.Framed(Good)));

        var ran = await Here(api).RunAsync(["token", "--debug"], CannedAnswer.Json("""{"identityProviders":[{"name":"mesh","issuer":"https://oidc.example","audience":["voidkey-prod"]}],"limits":{"maxKeys":10,"maxTokenBytes":16384,"maxBodyBytes":65536,"requestSeconds":9}}"""));

        Assert.Equal((0, $"{Token}\n"), (ran.Exit, ran.Output));
        Assert.Contains("debug: token source spiffe: here\n", ran.Errors, StringComparison.Ordinal);
        Assert.Contains($"debug: spiffe: {WorkloadApi.Id}\n", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, ran.Errors, StringComparison.Ordinal);
        var heard = api.Requests.Single();
        Assert.All(["workload.spiffe.io\u0004true", "/SpiffeWorkloadAPI/FetchJWTSVID", "application/grpc", "\0\0\0\0\u000e\u000a\u000cvoidkey-prod"], part => Assert.Contains(part, heard, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_several_identities_the_first_counts()
    {
        var more = WorkloadApi.Svids((WorkloadApi.Id, Token), ("spiffe://example.org/b", WorkloadApi.Jwt("spiffe://example.org/b")));
        await using var api = WorkloadApi.Saying(WorkloadApi.Answer(WorkloadApi.Framed(more)));

        var ran = await Here(api).RunAsync(["token", "--audience", "voidkey", "--debug"]);

        Assert.Equal((0, $"{Token}\n"), (ran.Exit, ran.Output));
        Assert.Contains($"debug: spiffe: {WorkloadApi.Id}, the first of 2\n", ran.Errors, StringComparison.Ordinal);
    }

    /// <summary>Fields that later versions may add, before, between and behind, do not matter.</summary>
    [Fact]
    public async Task What_is_not_known_is_passed_over()
    {
        byte[] svid = [0x78, 0xff, 0x01, .. WorkloadApi.Bytes(1, Encoding.UTF8.GetBytes(WorkloadApi.Id)), 0x71, 1, 2, 3, 4, 5, 6, 7, 8, .. WorkloadApi.Bytes(2, Encoding.UTF8.GetBytes(Token)), .. WorkloadApi.Bytes(3, "hint"u8.ToArray())];
        await using var api = WorkloadApi.Saying(WorkloadApi.Answer(WorkloadApi.Framed([.. WorkloadApi.Bytes(1, svid), 0x7d, 1, 2, 3, 4]), contentType: "application/grpc+proto"));

        Assert.Equal($"{Token}\n", (await Here(api).RunAsync(["token", "--audience", "voidkey"])).Output);
    }

    [Fact]
    public async Task A_pod_with_a_token_for_the_broker_shows_that_and_a_machine_in_a_cloud_shows_this()
    {
        await using var api = WorkloadApi.Saying(WorkloadApi.Answer(WorkloadApi.Framed(Good)));
        var cli = Here(api);
        cli.Environment["GCE_METADATA_HOST"] = "metadata.example";
        Assert.Equal($"{Token}\n", (await cli.RunAsync(["token", "--audience", "voidkey"])).Output);

        cli.Files.Contents[Tokens.KubernetesSource.Path] = "k8s.k8s.k8s";
        Assert.Equal("k8s.k8s.k8s\n", (await cli.RunAsync(["token"])).Output);
        Assert.Equal($"{Token}\n", (await cli.RunAsync(["token", "--source", "spiffe", "--audience", "voidkey"])).Output);
    }

    [Theory]
    [InlineData("/tmp/api.sock"), InlineData("unix:api.sock"), InlineData("unix://host/api.sock"), InlineData("unix://"), InlineData("unix:///"), InlineData("unix:///tmp/"), InlineData("unix:////tmp/x"), InlineData("unix:///tmp/x?y"), InlineData("unix:///tmp/x#y"), InlineData("unix:///tmp/%00"), InlineData("UNIX:///tmp/x")]
    [InlineData("tcp://127.0.0.1"), InlineData("tcp://127.0.0.1:0"), InlineData("tcp://127.0.0.1:8000/foo"), InlineData("tcp://localhost:8000"), InlineData("tcp://192.0.2.1:8000"), InlineData("tcp://user@127.0.0.1:8000"), InlineData("http://127.0.0.1:8000"), InlineData("npipe:x")]
    public async Task An_address_is_refused_that_is(string address)
    {
        var ran = await new Terminal { Environment = { ["SPIFFE_ENDPOINT_SOCKET"] = address } }.RunAsync(["token", "--audience", "voidkey"]);

        Assert.Equal((3, ""), (ran.Exit, ran.Output));
        Assert.Contains("SPIFFE_ENDPOINT_SOCKET is not unix:///PATH or tcp://127.0.0.1:PORT", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unix:///tmp/a%20b.sock", "/tmp/a b.sock"), InlineData("unix:/run/api.sock", "/run/api.sock"), InlineData("tcp://127.0.0.1:8000", "127.0.0.1:8000"), InlineData("tcp://[::1]:8000", "[::1]:8000")]
    public void An_address_is_read_that_is(string address, string endPoint) => Assert.Equal(endPoint, WorkloadAddress.Parse(address)!.EndPoint.ToString());

    [Theory]
    [InlineData("7", "no identity issued", 4, 3, "issues no identity to this process\n  reason   no identity issued\n  hint     register this workload")]
    [InlineData("14", "starting%20up", 6, 3, "is not available\n  reason   starting up\n")]
    [InlineData("3", "", 4, 1, "does not take this request\n  hint")]
    [InlineData("12", "unknown method", 4, 1, "hands out no JWT-SVIDs\n  reason   unknown method\n")]
    [InlineData("13", "%1B[2J%E2%80%AEx%zz", 4, 1, "(gRPC status 13)\n  reason   \\x1b[2J\\u202ex%zz\n")]
    [InlineData("99999", "x", 4, 1, "(gRPC status 99999)")]
    [InlineData("99999999999999", "x", 4, 1, "is not a token\n  reason   it is no gRPC")]
    [InlineData("-1", "x", 4, 1, "it is no gRPC")]
    public async Task A_no_is_told_and_asked_again_where_that_can_help(string status, string message, int exit, int times, string says)
    {
        await using var api = WorkloadApi.Saying(WorkloadApi.Refusal(status, message));

        var ran = await Here(api).RunAsync(["token", "--audience", "voidkey"]);

        Assert.Equal((exit, "", times), (ran.Exit, ran.Output, api.Requests.Count));
        Assert.Contains(says, ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_no_may_also_stand_behind_an_answer()
    {
        await using var api = WorkloadApi.Saying(WorkloadApi.Answer(WorkloadApi.Framed(Good), "7"));

        Assert.Equal((4, ""), (await Here(api).RunAsync(["token", "--audience", "voidkey"])) is var ran ? (ran.Exit, ran.Output) : default);
    }

    public static TheoryData<string, byte[][]> Broken => new()
    {
        { "HTTP/1.1", ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray()] },
        { "nothing", [] },
        { "garbage", [Enumerable.Repeat((byte)0xff, 5000).ToArray()] },
        { "half a frame", [WorkloadApi.SettingsFrames, WorkloadApi.DataFrame(Good)[..12]] },
        { "another type", WorkloadApi.Answer(WorkloadApi.Framed(Good), contentType: "text/html") },
        { "another status", [WorkloadApi.SettingsFrames, WorkloadApi.HeadersFrame(true, 503, ("content-type", "application/grpc"), ("grpc-status", "0"))] },
        { "a yes without a message", WorkloadApi.Refusal("0", "") },
        { "no status behind it", [WorkloadApi.SettingsFrames, WorkloadApi.HeadersFrame(false, 200, ("content-type", "application/grpc")), WorkloadApi.DataFrame(WorkloadApi.Framed(Good)), WorkloadApi.HeadersFrame(true, null, ("x", "y"))] },
        { "two statuses", WorkloadApi.Answer(WorkloadApi.Framed(Good), trailers: ("grpc-status", "0")) },
        { "two messages", WorkloadApi.Answer([.. WorkloadApi.Framed(Good), .. WorkloadApi.Framed(Good)]) },
        { "a compressed one", WorkloadApi.Answer(WorkloadApi.Framed(Good, compressed: 1)) },
        { "a longer one", WorkloadApi.Answer(WorkloadApi.Framed(Good, length: Good.Length + 1)) },
        { "a shorter one", WorkloadApi.Answer(WorkloadApi.Framed(Good, length: Good.Length - 1)) },
        { "a negative length", WorkloadApi.Answer(WorkloadApi.Framed(Good, length: -1)) },
        { "no identity", WorkloadApi.Answer(WorkloadApi.Framed([])) },
        { "an identity without a name", WorkloadApi.Answer(WorkloadApi.Framed(WorkloadApi.Svids(("", Token)))) },
        { "an identity without a token", WorkloadApi.Answer(WorkloadApi.Framed(WorkloadApi.Svids((WorkloadApi.Id, "")))) },
        { "a token of somebody else", WorkloadApi.Answer(WorkloadApi.Framed(WorkloadApi.Svids((WorkloadApi.Id, WorkloadApi.Jwt("spiffe://example.org/x"))))) },
        { "a second token that is none", WorkloadApi.Answer(WorkloadApi.Framed(WorkloadApi.Svids((WorkloadApi.Id, Token), (WorkloadApi.Id, "canary canary")))) },
        { "a token with a line break", WorkloadApi.Answer(WorkloadApi.Framed(WorkloadApi.Svids((WorkloadApi.Id, $"{Token}\r\nX-Evil: canary")))) },
        { "another name", WorkloadApi.Answer(WorkloadApi.Framed(WorkloadApi.Svids(("https://example.org", WorkloadApi.Jwt("https://example.org"))))) },
        { "a field twice", WorkloadApi.Answer(WorkloadApi.Framed(WorkloadApi.Bytes(1, [.. WorkloadApi.Bytes(1, "spiffe://a"u8.ToArray()), .. WorkloadApi.Bytes(1, Encoding.UTF8.GetBytes(WorkloadApi.Id)), .. WorkloadApi.Bytes(2, Encoding.UTF8.GetBytes(Token))]))) },
        { "a name that is no text", WorkloadApi.Answer(WorkloadApi.Framed(WorkloadApi.Bytes(1, WorkloadApi.Bytes(1, [0xff, 0xfe])))) },
        { "a number for a message", WorkloadApi.Answer(WorkloadApi.Framed([0x08, 0x01])) },
        { "a group", WorkloadApi.Answer(WorkloadApi.Framed([0x0b, .. Good, 0x0c])) },
        { "field 0", WorkloadApi.Answer(WorkloadApi.Framed([0x02, 0x00, .. Good])) },
        { "a length beyond its end", WorkloadApi.Answer(WorkloadApi.Framed([0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f])) },
        { "a number without an end", WorkloadApi.Answer(WorkloadApi.Framed([.. Enumerable.Repeat((byte)0x80, 40)])) },
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task An_answer_is_no_token_that_is(string what, byte[][] frames)
    {
        await using var api = WorkloadApi.Saying(frames);

        var ran = await Here(api).RunAsync(["token", "--audience", "voidkey"]);

        Assert.True((4, "", 1) == (ran.Exit, ran.Output, api.Requests.Count), $"{what}: {ran}");
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read()
    {
        var sent = 0;
        await using var api = new WorkloadApi(async (stream, ct) =>
        {
            await stream.WriteAsync(WorkloadApi.SettingsFrames, ct);
            await stream.WriteAsync(WorkloadApi.HeadersFrame(false, 200, ("content-type", "application/grpc")), ct);
            for (; sent < 300; sent++) await stream.WriteAsync(Enumerable.Range(0, 64).SelectMany(_ => WorkloadApi.DataFrame(new byte[16384])).ToArray(), ct);
        });

        var ran = await Here(api).RunAsync(["token", "--audience", "voidkey"]);

        Assert.Equal((4, ""), (ran.Exit, ran.Output));
        Assert.InRange(sent, 0, 20);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task One_that_never_answers_is_not_waited_for(bool begins)
    {
        await using var api = new WorkloadApi(async (stream, ct) =>
        {
            if (begins) await stream.WriteAsync(WorkloadApi.SettingsFrames.Concat(WorkloadApi.HeadersFrame(false, 200, ("content-type", "application/grpc"))).ToArray(), ct);
            await Task.Delay(Timeout.Infinite, ct);
        });
        var cli = new Terminal { Clock = TimeProvider.System, Environment = { ["SPIFFE_ENDPOINT_SOCKET"] = api.Url } };

        var ran = await cli.RunAsync(["token", "--audience", "voidkey", "--timeout", "1s"]);

        Assert.Equal((6, ""), (ran.Exit, ran.Output));
        Assert.Contains($"the SPIFFE Workload API at {api.Url} did not hand out a token within 1s", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unix:///nowhere/api.sock", "there is no such socket")]
    [InlineData("tcp://127.0.0.1:1", "nobody listens there")]
    [InlineData("unix:///etc/hostname", "nobody listens there")]
    public async Task One_that_is_not_there_is_asked_again_and_named(string address, string because)
    {
        var cli = new Terminal { Environment = { ["SPIFFE_ENDPOINT_SOCKET"] = address } };

        var ran = await cli.RunAsync(["token", "--audience", "voidkey"]);

        Assert.Equal((6, "", 2), (ran.Exit, ran.Output, cli.Time.Waits.Count));
        Assert.Contains($"the SPIFFE Workload API at {address} cannot be asked for a token\n  reason   {because}\n", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_audience_nobody_is_asked()
    {
        await using var api = WorkloadApi.Saying(WorkloadApi.Answer(WorkloadApi.Framed(Good)));
        const string Metadata = """{"identityProviders":[{"name":"mesh","issuer":"https://oidc.example"}],"limits":{"maxKeys":10,"maxTokenBytes":16384,"maxBodyBytes":65536,"requestSeconds":9}}""";

        var ran = await Here(api).RunAsync(["token"], CannedAnswer.Json(Metadata));
        var foreign = await Here(api).RunAsync(["token"], CannedAnswer.Json(Metadata.Replace("\"issuer\":\"https://oidc.example\"", "\"issuer\":\"https://oidc.example\",\"audience\":[\"sts.amazonaws.com\"]", StringComparison.Ordinal)));

        Assert.Equal((4, 4, 0), (ran.Exit, foreign.Exit, api.Requests.Count));
    }

    /// <summary>Whatever byte is changed in a good message, it is read or refused, and never more.</summary>
    [Fact]
    public void No_message_is_too_strange_to_be_judged()
    {
        var (read, tried) = (0, 0);
        for (var at = 0; at < Good.Length; at++)
        {
            Assert.Null(JwtSvid.Read(Good[..at]));
            for (var value = 0; value < 256; value++, tried++)
            {
                byte[] message = [.. Good[..at], (byte)value, .. Good[(at + 1)..]];
                if (JwtSvid.Read(message) is not null) read++;
            }
        }

        Assert.InRange(read, Good.Length, tried / 2);
    }
}
