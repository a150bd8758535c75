using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Voidkey.Server.Tests.Operators;

/// <summary>The record, as operators are told it.</summary>
public sealed class AuditFeedTests
{
    private const string Mint = """{"keys":["AWS_READ"]}""";

    [Fact]
    public async Task The_last_records_are_told_as_the_sinks_got_them()
    {
        await using var world = await OperatedWorld.StartAsync();
        for (var i = 0; i < 3; i++) await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), Mint);
        await world.SendAsync("POST", "/v1/credentials/mint", world.Token("nobody"), Mint);

        var reply = await AskAsync(world, "?last=3");
        Assert.Equal((HttpStatusCode.OK, "application/x-ndjson"), (reply.Status, reply.Headers["Content-Type"]));
        var lines = reply.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["granted", "refused", "granted"], lines.Select(static line => (string?)JsonNode.Parse(line)!["decision"]));

        // Each sink adds its chain and nothing else.
        var file = await File.ReadAllTextAsync(world.AuditFile, TestContext.Current.CancellationToken);
        Assert.All(lines, line => Assert.Contains(line[..^1] + ",\"chain\":", file, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("?last=0", 0)]
    [InlineData("?last=2&follow=false", 2)]
    [InlineData("", 4)]
    public async Task As_many_as_are_asked_for(string query, int count)
    {
        await using var world = await OperatedWorld.StartAsync();
        for (var i = 0; i < 3; i++) await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), Mint);
        Assert.Equal(count, (await AskAsync(world, query)).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("?last=1001")]
    [InlineData("?last=-1")]
    [InlineData("?follow=yes")]
    [InlineData("?follow=true&follow=true")]
    [InlineData("?n=3")]
    public async Task A_query_that_is_not_understood_is_refused(string query)
    {
        await using var world = await OperatedWorld.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(world, query)).Status);
    }

    [Fact]
    public async Task Who_follows_sees_a_mint_and_is_told_when_the_server_ends()
    {
        await using var world = await OperatedWorld.StartAsync();
        using var feed = await Feed.OpenAsync(world, world.Token(OperatedWorld.Admin));
        Assert.Equal("audit", (string?)(await feed.NextAsync())["action"]);

        await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), Mint);
        Assert.Equal(("granted", ServerWorld.Subject), await feed.NextAsync() is var record ? ((string?)record["decision"], (string?)record["subject"]) : default);

        var stopping = world.DrainAsync();
        Assert.Equal("""{"type":"voidkey.feed.ended","why":"stopping"}""", (await feed.NextAsync()).ToJsonString());
        await stopping;
    }

    [Fact]
    public async Task Whom_a_reload_puts_out_sees_nothing_that_comes_after()
    {
        await using var world = await OperatedWorld.StartAsync();
        using var feed = await Feed.OpenAsync(world, world.Token(OperatedWorld.Admin));
        await feed.NextAsync();

        var text = await File.ReadAllTextAsync(world.ConfigFile, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(world.ConfigFile, text.Replace("subject: admin }", "subject: another }", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await world.Reload.ReloadAsync();
        Assert.Equal("""{"type":"voidkey.feed.ended","why":"not_operator"}""", (await feed.NextAsync()).ToJsonString());
    }

    [Fact]
    public async Task Whose_token_expires_sees_nothing_that_comes_after()
    {
        await using var world = await OperatedWorld.StartAsync();
        using var feed = await Feed.OpenAsync(world, world.Ci.Issue(subject: OperatedWorld.Admin, audience: "voidkey", lifetime: TimeSpan.FromSeconds(2)).Reveal());
        await feed.NextAsync();
        await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System, TestContext.Current.CancellationToken);
        await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), Mint);
        Assert.Equal("""{"type":"voidkey.feed.ended","why":"expired"}""", (await feed.NextAsync()).ToJsonString());
    }

    [Fact]
    public async Task One_too_many_is_told_to_come_again_and_mints_go_on()
    {
        await using var world = await OperatedWorld.StartAsync();
        var feeds = new List<Feed>();
        for (var i = 0; i < 16; i++) feeds.Add(await Feed.OpenAsync(world, world.Token(OperatedWorld.Admin)));
        var reply = await AskAsync(world, "?follow=true");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "followers"), (reply.Status, (string?)reply.Json["details"]!["reason"]));
        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), Mint)).Status);
        feeds.ForEach(static feed => feed.Dispose());
    }

    [Fact]
    public async Task Where_the_configuration_names_no_operators_nothing_is_kept()
    {
        await using var world = await OperatedWorld.StartAsync(operators: "operators: []");
        await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), Mint);
        Assert.Empty(world.Host.ReadRecords(10));
    }

    [Fact]
    public async Task An_operator_is_explained_all_rules_and_that_is_recorded()
    {
        await using var world = await OperatedWorld.StartAsync();
        var explained = await world.SendAsync("POST", "/v1/explain", world.Token(OperatedWorld.Admin), """{"key":"THEIRS"}""");
        Assert.Equal("""[{"rule":1,"claim":"sub","holds":false,"wanted":"somebody-else","got":"admin"}]""", explained.Json["conditions"]!.ToJsonString());
        Assert.Equal("explain THEIRS granted", Assert.Single(await OperatedWorld.OperatorRecordsAsync(world)) is var record ? $"{record["action"]} {record["key"]} {record["decision"]}" : "");

        Assert.Equal("[]", (await world.SendAsync("POST", "/v1/explain", world.Token(), """{"key":"THEIRS"}""")).Json["conditions"]!.ToJsonString());
        Assert.Single(await OperatedWorld.OperatorRecordsAsync(world));
    }

    private static Task<Reply> AskAsync(ServerWorld world, string query) => world.SendAsync("GET", OperatedWorld.Audit + query, world.Token(OperatedWorld.Admin));

    /// <summary>One who follows.</summary>
    private sealed class Feed : IDisposable
    {
        private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseProxy = false });
        private HttpResponseMessage? _response;
        private StreamReader? _lines;

        public static async Task<Feed> OpenAsync(ServerWorld world, string bearer)
        {
            var feed = new Feed();
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Address, OperatedWorld.Audit + "?follow=true&last=1"));
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
            feed._response = await feed._client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, feed._response.StatusCode);
            feed._lines = new StreamReader(await feed._response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            return feed;
        }

        /// <returns>The next line that is not blank.</returns>
        public async Task<JsonNode> NextAsync()
        {
            while (true)
            {
                var line = await _lines!.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("the feed has ended without a word");
                if (line.Length > 0) return JsonNode.Parse(line)!;
            }
        }

        public void Dispose()
        {
            _lines?.Dispose();
            _response?.Dispose();
            _client.Dispose();
        }
    }
}
