using System.Net;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests.Operators;

/// <summary>Who is let in to what is for operators, and what is recorded of it.</summary>
public sealed class AccessTests
{
    /// <summary>Every route that is for operators.</summary>
    public static TheoryData<string, string> Routes { get; } = new()
    {
        { "GET", OperatedWorld.Status },
        { "POST", OperatedWorld.Reload },
        { "GET", OperatedWorld.WhoCan },
        { "GET", OperatedWorld.Audit },
    };

    [Theory, MemberData(nameof(Routes))]
    public async Task An_operator_is_let_in_and_nobody_else_is(string method, string path)
    {
        await using var world = await OperatedWorld.StartAsync();
        await using var reloading = OperatedWorld.Reloading(world);
        var stranger = new FakeIdp("https://stranger.example.test", TimeProvider.System);

        Assert.Equal((HttpStatusCode.Unauthorized, "UNAUTHORIZED"), Of(await world.SendAsync(method, path)));
        Assert.Equal((HttpStatusCode.Unauthorized, "INVALID_TOKEN"), Of(await world.SendAsync(method, path, "hello")));
        Assert.Equal((HttpStatusCode.Unauthorized, "INVALID_TOKEN"), Of(await world.SendAsync(method, path, stranger.Issue(subject: OperatedWorld.Admin, audience: "voidkey").Reveal())));
        Assert.Equal((HttpStatusCode.Unauthorized, "INVALID_TOKEN"), Of(await world.SendAsync(method, path, world.Ci.Issue(subject: OperatedWorld.Admin, audience: "somebody-else").Reveal())));
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_REQUEST"), Of(await world.SendAsync(method, $"{path}?access_token={world.Token(OperatedWorld.Admin)}")));

        var refused = await world.SendAsync(method, path, world.Token());
        Assert.Equal((HttpStatusCode.Forbidden, "FORBIDDEN", "not_operator"), (refused.Status, refused.Error, (string?)refused.Json["details"]!["reason"]));
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync(method, path, world.Token("Admin"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync(method, path, world.Token("admin "))).Status);

        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync(method, path, world.Token(OperatedWorld.Admin))).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync(method, path, OperatedWorld.OfPlatform(world))).Status);
    }

    [Fact]
    public async Task The_record_of_an_operator_is_in_the_trace_that_he_names()
    {
        await using var world = await OperatedWorld.StartAsync();
        var (trace, parent) = Telemetry.HeardSpans.NewTrace();

        await world.SendAsync("GET", OperatedWorld.Status, world.Token(OperatedWorld.Admin), change: request => request.Headers.Add("traceparent", parent));

        Assert.Equal(trace, (string?)Assert.Single(await OperatedWorld.OperatorRecordsAsync(world))["traceId"]);
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task Where_the_configuration_names_none_everybody_is_told_what_to_configure(string method, string path)
    {
        await using var world = await OperatedWorld.StartAsync(operators: "operators: []");

        foreach (var token in new[] { null, "hello", world.Token(OperatedWorld.Admin) })
        {
            var refused = await world.SendAsync(method, path, token);
            Assert.Equal((HttpStatusCode.Forbidden, "FORBIDDEN", "no_operators"), (refused.Status, refused.Error, (string?)refused.Json["details"]!["reason"]));
            Assert.Contains("'operators'", (string?)refused.Json["message"], StringComparison.Ordinal);
        }

        Assert.Empty(await OperatedWorld.OperatorRecordsAsync(world));
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task Another_method_or_another_path_is_none_of_the_routes(string method, string path)
    {
        await using var world = await OperatedWorld.StartAsync();
        var token = world.Token(OperatedWorld.Admin);

        foreach (var other in new[] { "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH" }.Where(other => other != method))
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await world.SendAsync(other, path, token)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync(method, path + "/x", token)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync(method, "/admin" + path, token)).Status);
        Assert.Empty(await OperatedWorld.OperatorRecordsAsync(world));
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task With_a_management_listener_they_are_answered_there_and_nowhere_else(string method, string path)
    {
        await using var world = await OperatedWorld.StartAsync("limits: { enabled: false }\nserver: { managementUrls: [\"http://127.0.0.1:0\"] }");
        await using var reloading = OperatedWorld.Reloading(world);
        var token = world.Token(OperatedWorld.Admin);

        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync(method, path, token)).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync(method, new Uri(world.Listening.ManagementUrls[0], path).AbsoluteUri, token)).Status);
    }

    [Fact]
    public async Task Each_request_of_a_verified_caller_leaves_a_record()
    {
        await using var world = await OperatedWorld.StartAsync("limits: { enabled: false }");
        await world.SendAsync("GET", OperatedWorld.Status);
        await world.SendAsync("GET", OperatedWorld.Status, "hello");
        await world.SendAsync("GET", OperatedWorld.Status, world.Token());
        await world.SendAsync("GET", OperatedWorld.Status, world.Token(OperatedWorld.Admin), change: static request => request.Headers.Add("X-Request-ID", "mine"));
        await world.SendAsync("GET", OperatedWorld.Status, OperatedWorld.OfPlatform(world));

        Assert.Equal(
            [$"refused status NotOperator {ServerWorld.Subject} - -", "granted status - admin operators[0] admins", "granted status - somebody operators[1] -"],
            (await OperatedWorld.OperatorRecordsAsync(world)).Select(static record =>
                $"{record["decision"]} {record["action"]} {record["code"] ?? "-"} {record["subject"]} {record["identity"] ?? "-"} {record["name"] ?? "-"}"));
        Assert.Equal(("mine", "ci", "127.0.0.1"), (await OperatedWorld.OperatorRecordsAsync(world))[1] is var one ? ((string?)one["requestId"], (string?)one["idp"], (string?)one["clientAddress"]) : default);
    }

    [Fact]
    public async Task An_operator_has_no_keys_but_those_that_callers_have()
    {
        await using var world = await OperatedWorld.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync("POST", "/v1/credentials/mint", world.Token(OperatedWorld.Admin), """{"keys":["AWS_DEPLOY"]}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync("GET", "/v1/credentials/keys", world.Token(OperatedWorld.Admin))).Status);
    }

    [Fact]
    public async Task Who_asks_too_often_is_refused_and_recorded_once()
    {
        await using var world = await OperatedWorld.StartAsync("limits: { perSubject: { permits: 2, window: 1h } }");
        var replies = new List<HttpStatusCode>();
        for (var i = 0; i < 6; i++) replies.Add((await world.SendAsync("GET", OperatedWorld.Status, world.Token(OperatedWorld.Admin))).Status);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, .. Enumerable.Repeat(HttpStatusCode.TooManyRequests, 4)], replies);
        Assert.Equal(["granted", "granted", "refused"], (await OperatedWorld.OperatorRecordsAsync(world)).Select(static record => (string)record["decision"]!));
    }

    [Fact]
    public async Task A_token_whose_uses_are_counted_is_good_so_often_here_too()
    {
        await using var world = await OperatedWorld.StartAsync();
        await File.WriteAllTextAsync(world.ConfigFile, (await File.ReadAllTextAsync(world.ConfigFile, TestContext.Current.CancellationToken)).Replace("audience: voidkey }", "audience: voidkey, replay: once }", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await world.Reload.ReloadAsync();
        var token = world.Token(OperatedWorld.Admin);

        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync("GET", OperatedWorld.Status, token)).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "INVALID_TOKEN"), Of(await world.SendAsync("GET", OperatedWorld.Status, token)));

        // One that was spent on a mint opens nothing here.
        var spent = world.Token();
        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync("POST", "/v1/credentials/mint", spent, """{"keys":["AWS_READ"]}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync("GET", OperatedWorld.Status, spent)).Status);
    }

    [Fact]
    public async Task Whom_a_reload_no_longer_names_is_out_with_the_next_request()
    {
        await using var world = await OperatedWorld.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync("GET", OperatedWorld.Status, world.Token(OperatedWorld.Admin))).Status);

        var text = await File.ReadAllTextAsync(world.ConfigFile, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(world.ConfigFile, text.Replace("subject: admin }", "subject: another }", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await world.Reload.ReloadAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync("GET", OperatedWorld.Status, world.Token(OperatedWorld.Admin))).Status);
    }

    [Fact]
    public async Task While_no_sink_accepts_records_an_operator_may_still_look()
    {
        await using var world = await OperatedWorld.StartAsync("limits: { enabled: false }");
        var text = await File.ReadAllTextAsync(world.ConfigFile, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(world.ConfigFile, text.Replace($"path: \"{world.AuditFile}\"", "path: /dev/full", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await world.Reload.ReloadAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), """{"keys":["AWS_READ"]}""")).Status);
        var status = await world.SendAsync("GET", OperatedWorld.Status, world.Token(OperatedWorld.Admin));
        Assert.Equal(HttpStatusCode.OK, status.Status);
        Assert.Equal("file:/dev/full", (string?)status.Json["auditSinks"]![0]!["name"]);
        Assert.NotEmpty((string?)status.Json["auditSinks"]![0]!["fault"] ?? "");
    }

    private static (HttpStatusCode, string?) Of(Reply reply) => (reply.Status, reply.Error);
}
