using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests.Telemetry;

/// <summary>Where the time of a request went is told as spans, and nothing else is.</summary>
public sealed class SpanTests : IAsyncLifetime
{
    private const string Route = "/v1/credentials/mint";
    private const string Sts = "https://sts.example.test";

    private readonly ServerWorld _world = new();
    private readonly HeardSpans _heard = new();

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _heard.Dispose();
    }

    [Fact]
    public async Task A_mint_is_a_tree_of_its_steps_and_calls()
    {
        var (_, spans) = await MintAsync();

        var request = Assert.Single(spans, static span => span.Kind == ActivityKind.Server);
        Assert.Equal(($"POST {Route}", ActivityStatusCode.Unset), (request.DisplayName, request.Status));
        Assert.Equal(["audit", "authorize", "broker token", "provider", "validate"], ChildrenOf(spans, request));
        var (validate, token, provider) = (One(spans, "validate"), One(spans, "broker token"), One(spans, "provider"));
        Assert.Equal(["fetch key set"], ChildrenOf(spans, validate));
        Assert.Equal(["GET", "GET"], ChildrenOf(spans, One(spans, "fetch key set")));
        Assert.Equal(["fetch broker token"], ChildrenOf(spans, token));
        Assert.Equal(["POST"], ChildrenOf(spans, provider));
        Assert.All(spans, span => Assert.InRange(span.StartTimeUtc, request.StartTimeUtc, request.StartTimeUtc + request.Duration));

        Assert.Equal(("ci", "ok"), (Tag(validate, "voidkey.idp"), Tag(validate, "voidkey.outcome")));
        Assert.Equal(("aws", "AWS_DEPLOY"), (Tag(provider, "voidkey.provider"), Tag(provider, "voidkey.key")));
        var call = Assert.Single(spans, span => span.ParentSpanId == provider.SpanId);
        Assert.Equal((ActivityKind.Client, "sts.example.test", "443", "200"), (call.Kind, Tag(call, "server.address"), Tag(call, "server.port"), Tag(call, "http.response.status_code")));
    }

    [Fact]
    public async Task What_is_at_hand_is_not_fetched_and_has_no_span()
    {
        await MintAsync();
        var (_, spans) = await MintAsync();
        Assert.Equal(["POST", $"POST {Route}", "audit", "authorize", "broker token", "provider", "validate"], spans.Select(static span => span.DisplayName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Keys_that_are_minted_at_once_have_spans_of_their_own()
    {
        var (_, spans) = await MintAsync(keys: """["AWS_DEPLOY","AWS_READ"]""");
        var providers = spans.Where(static span => span.DisplayName == "provider").ToArray();

        Assert.Equal(["AWS_DEPLOY", "AWS_READ"], providers.Select(static span => Tag(span, "voidkey.key")).Order(StringComparer.Ordinal));
        Assert.All(providers, span => Assert.Equal(["POST"], ChildrenOf(spans, span)));
        Assert.Equal(2, spans.Count(static span => span.DisplayName == "broker token"));
        Assert.Single(spans, static span => span.DisplayName == "fetch broker token");
    }

    [Fact]
    public async Task A_second_try_is_a_span_of_its_own()
    {
        var failed = 0;
        _world.Network.Map(Sts, async (request, ct) => Interlocked.Exchange(ref failed, 1) == 0 ? new HttpResponseMessage(HttpStatusCode.InternalServerError) : await _world.Sts.AnswerAsync(request, ct));
        var (reply, spans) = await MintAsync();
        var tries = spans.Where(span => span.ParentSpanId == One(spans, "provider").SpanId).OrderBy(static span => span.StartTimeUtc).ToArray();

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal([("500", "500", null), ("200", null, "1")], tries.Select(static span => (Tag(span, "http.response.status_code"), Tag(span, "error.type"), Tag(span, "http.request.resend_count"))));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Unset], tries.Select(static span => span.Status));
        Assert.Equal("ok", Tag(One(spans, "provider"), "voidkey.outcome"));
    }

    [Fact]
    public async Task A_refusal_is_no_error_of_the_server_and_a_cloud_that_is_gone_is_one()
    {
        var (_, refused) = await MintAsync(_world.Token("nobody"));
        _world.Network.Break(Sts, Fault.Refuse);
        var (_, gone) = await MintAsync();

        var request = Assert.Single(refused, static span => span.Kind == ActivityKind.Server);
        Assert.Equal(("403", "FORBIDDEN", "not_granted", null), (Tag(request, "http.response.status_code"), Tag(request, "voidkey.error"), Tag(request, "voidkey.reason"), Tag(request, "error.type")));
        Assert.Equal((ActivityStatusCode.Unset, ActivityStatusCode.Error), (request.Status, One(refused, "authorize").Status));
        Assert.Equal("Forbidden", Tag(One(refused, "authorize"), "voidkey.outcome"));

        request = Assert.Single(gone, static span => span.Kind == ActivityKind.Server);
        Assert.Equal(("503", "503", "cloud_unreachable"), (Tag(request, "http.response.status_code"), Tag(request, "error.type"), Tag(request, "voidkey.reason")));
        Assert.Equal("CloudUnreachable", Tag(One(gone, "provider"), "error.type"));
        Assert.All(gone.Where(span => span.ParentSpanId == One(gone, "provider").SpanId), static span => Assert.Equal(("Unreachable", null), (Tag(span, "error.type"), Tag(span, "http.response.status_code"))));
    }

    [Fact]
    public async Task One_trace_is_in_the_span_the_answer_and_the_record_whoever_began_it()
    {
        var (reply, spans) = await MintAsync();
        var own = await _world.SendAsync("POST", Route, _world.Token(), """{"keys":["AWS_DEPLOY"]}""");
        var trace = own.Headers["traceresponse"].Split('-')[1];
        var root = Assert.Single(await _heard.OfAsync(trace), static span => span.Kind == ActivityKind.Server);

        Assert.Equal(spans.Single(static span => span.Kind == ActivityKind.Server).Id, reply.Headers["traceresponse"]);
        Assert.Equal((default, root.Id), (root.ParentSpanId, own.Headers["traceresponse"]));
        var records = (await File.ReadAllLinesAsync(_world.AuditFile, TestContext.Current.CancellationToken)).Select(static line => (string?)JsonNode.Parse(line)!["traceId"]);
        Assert.Equal([spans[0].TraceId.ToHexString(), trace], records.Where(static id => id is not null));
    }

    [Fact]
    public async Task No_upstream_is_told_of_the_trace()
    {
        await MintAsync(state: "vendor=caller");
        Assert.NotEmpty(_world.Network.Requests);
        Assert.All(_world.Network.Requests, static request => Assert.DoesNotContain(request.Headers.Keys, static name => name.StartsWith("trace", StringComparison.OrdinalIgnoreCase) || name.Equals("baggage", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Probes_and_scrapes_are_not_told()
    {
        var traces = new List<string>();
        foreach (var path in new[] { "/health", "/health/ready", "/metrics", "/v1/idps" })
        {
            var (trace, parent) = HeardSpans.NewTrace();
            traces.Add(trace);
            await _world.SendAsync("GET", path, change: request => request.Headers.Add("traceparent", parent));
        }

        Assert.Equal("GET /v1/idps", Assert.Single(await _heard.OfAsync(traces[^1])).DisplayName);
        Assert.DoesNotContain(_heard.All, span => traces[..^1].Contains(span.TraceId.ToHexString()));
    }

    [Fact]
    public async Task What_the_caller_chose_is_in_no_span()
    {
        const string Secret = "made-up-secret-4fJ2";
        string[] traces = [await AskAsync("GET", $"/made/up/{Secret}?token={Secret}"), await AskAsync("MADEUP", "/v1/whoami"), await AskAsync("GET", "/V1/WHOAMI/", Secret), await AskAsync("GET", "/v1/whoami", _world.Token("made-up-subject"))];
        var spans = (await Task.WhenAll(traces.Select(_heard.OfAsync))).SelectMany(static one => one).ToArray();
        var told = string.Join('\n', spans.Select(static span => $"{span.DisplayName} {string.Join(' ', span.TagObjects)}"));

        Assert.Empty(Canary.FoundIn(told));
        Assert.DoesNotContain("made", told.ToLowerInvariant(), StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", told, StringComparison.Ordinal);
        Assert.Equal(["GET", "_OTHER", "GET /v1/whoami", "GET /v1/whoami"], spans.Where(static span => span.Kind == ActivityKind.Server).Select(static span => span.DisplayName));

        async Task<string> AskAsync(string method, string path, string? token = null)
        {
            var (trace, parent) = HeardSpans.NewTrace();
            await _world.SendAsync(method, path, token, change: request => request.Headers.Add("traceparent", parent));
            return trace;
        }
    }

    private async Task<(Reply Reply, IReadOnlyList<Activity> Spans)> MintAsync(string? token = null, string keys = """["AWS_DEPLOY"]""", string? state = null)
    {
        var (trace, parent) = HeardSpans.NewTrace();
        var reply = await _world.SendAsync("POST", Route, token ?? _world.Token(), $$"""{"keys":{{keys}}}""", change: request =>
        {
            request.Headers.Add("traceparent", parent);
            if (state is not null) request.Headers.Add("tracestate", state);
        });
        return (reply, await _heard.OfAsync(trace));
    }

    private static Activity One(IReadOnlyList<Activity> spans, string name) => Assert.Single(spans, span => span.DisplayName == name);

    private static IEnumerable<string> ChildrenOf(IReadOnlyList<Activity> spans, Activity parent) => spans.Where(span => span.ParentSpanId == parent.SpanId).Select(static span => span.DisplayName).Order(StringComparer.Ordinal);

    private static string? Tag(Activity span, string name) => span.GetTagItem(name)?.ToString();
}
