using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Voidkey.Contracts;
using Voidkey.Server.Tests.Conventions;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests.Operators;

/// <summary>How the server is, as operators are told it.</summary>
public sealed class StatusTests
{
    [Fact]
    public async Task It_says_what_was_last_seen_and_names_no_caller()
    {
        await using var world = await OperatedWorld.StartAsync("limits: { perProviderConcurrency: 7 }");
        await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), """{"keys":["AWS_READ"]}""");
        var reply = await world.SendAsync("GET", OperatedWorld.Status, world.Token(OperatedWorld.Admin));
        var status = JsonSerializer.Deserialize(reply.Body, ContractsJson.Default.AdminStatus)!;

        Assert.Equal(("ok", world.Host.Current.Snapshot.Hash, 0L, 2), (status.State, status.Configuration.Hash, status.Configuration.RefusedReloads, status.Configuration.Operators));
        var idp = Assert.Single(status.Idps);
        Assert.Equal(("ci", world.Ci.Issuer, "oidc", 1, 1L, 0L, false), (idp.Name, idp.Issuer, idp.Type, idp.Keys, idp.Fetched, idp.Failed, idp.Stale));
        Assert.InRange(idp.KeysFetchedAt!.Value, status.StartedAt.AddSeconds(-2), status.At);
        var own = Assert.Single(status.BrokerTokens);
        Assert.Equal(("sts.amazonaws.com", 1L), (own.Audience, own.Fetched));
        Assert.True(own.ExpiresAt > status.At);
        Assert.Equal(new AdminProvider("aws", "aws-sts", 5, 0, 7), Assert.Single(status.Providers));
        var sink = Assert.Single(status.AuditSinks);
        Assert.Equal(($"file:{world.AuditFile}", true), (sink.Name, sink.Sequence >= 3));
        Assert.Equal(new AdminLimits(10, new AdminWindow(120, 60), new AdminWindow(600, 60), 7), status.Limits);

        Assert.DoesNotContain(ServerWorld.Subject, reply.Body, StringComparison.Ordinal);
        Assert.Empty(Canary.FoundIn(reply.Body));
    }

    [Fact]
    public async Task A_provider_that_fails_is_told_with_its_fault_on_one_line()
    {
        await using var world = await OperatedWorld.StartAsync();
        world.Network.Map("https://own.example.test", static (_, _) => throw new HttpRequestException("no\u001b[31m route\n to host"));
        await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), """{"keys":["AWS_READ"]}""");
        var json = (await world.SendAsync("GET", OperatedWorld.Status, world.Token(OperatedWorld.Admin))).Json;

        var fault = (string?)json["brokerTokens"]![0]!["fault"];
        Assert.False(string.IsNullOrEmpty(fault), json.ToJsonString());
        Assert.DoesNotContain(fault, static c => char.IsControl(c));
        Assert.Null(json["brokerTokens"]![0]!["expiresAt"]);
    }

    [Fact]
    public void Every_member_is_documented()
    {
        var page = Source.Read("docs", "operators.md");
        var now = DateTimeOffset.UnixEpoch;
        var whole = new AdminStatus(
            "ok", "1", now, now, new AdminConfiguration("h", now, 0, 1, ["f"], new AdminReload("refused", now, "p", "c", 1, ["p"], ["w"], "c")), [new AdminIdp("n", "i", "t", false, 1, 1, 1, now, "f")], [new AdminBrokerToken("a", 1, 1, now, "f")], [new AdminProvider("n", "t", 1, 1, 1)],
            [new AdminAuditSink("n", 1, 1, "c", "f")], new AdminLimits(1, new AdminWindow(1, 1), new AdminWindow(1, 1), 1), "ok");
        Assert.All(Names(JsonSerializer.SerializeToNode(whole, ContractsJson.Default.AdminStatus)), name => Assert.Matches($@"`{Regex.Escape(name)}(\[\])?`", page));
    }

    private static IEnumerable<string> Names(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(static member => Names(member.Value).Prepend(member.Key)),
        JsonArray list => list.SelectMany(Names),
        _ => [],
    };
}
