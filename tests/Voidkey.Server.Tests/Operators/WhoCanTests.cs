using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voidkey.Contracts;
using Voidkey.Server.Tests.Conventions;
using Xunit;

namespace Voidkey.Server.Tests.Operators;

/// <summary>Who may mint what, as operators are told it.</summary>
public sealed class WhoCanTests
{
    [Fact]
    public async Task It_names_the_identities_that_have_the_key_and_what_they_ask_for()
    {
        await using var world = await OperatedWorld.StartAsync();
        var answer = JsonSerializer.Deserialize((await AskAsync(world, "?key=SHOWN")).Body, ContractsJson.Default.WhoCan)!;

        Assert.Equal((world.Host.Current.Snapshot.Hash, null), (answer.Configuration, answer.Next));
        var holder = Assert.Single(answer.Holders);
        Assert.Equal(("SHOWN", "clientIdentities[3]", "shown", "ci", "aws", "arn:aws:iam::123456789012:role/Deploy", 3600L, 3600L, false, false),
            (holder.Key, holder.Identity, holder.Name, holder.Idp, holder.Provider, holder.Target, holder.Duration, holder.MaxDuration, holder.More, holder.Ambiguous));
        Assert.Equal([new WhoCanCondition("team", "ops"), new WhoCanCondition("ref", "refs/heads/*")], Assert.Single(holder.Alternatives));

        Assert.Equal([new WhoCanCondition("sub", ServerWorld.Subject)], JsonSerializer.Deserialize((await AskAsync(world, "?key=AWS_DEPLOY")).Body, ContractsJson.Default.WhoCan)!.Holders[0].Alternatives[0]);
        Assert.Equal("who-can SHOWN", (await OperatedWorld.OperatorRecordsAsync(world))[0] is var record ? $"{record["action"]} {record["key"]}" : "");
    }

    [Fact]
    public async Task Without_a_key_all_of_them_are_listed()
    {
        await using var world = await OperatedWorld.StartAsync();
        var answer = JsonSerializer.Deserialize((await AskAsync(world, "")).Body, ContractsJson.Default.WhoCan)!;
        Assert.Equal(["AWS_DEPLOY", "AWS_READ", "CLAIMED", "THEIRS", "SHOWN"], answer.Holders.Select(static holder => holder.Key));
    }

    [Fact]
    public async Task Of_a_key_that_nobody_has_there_is_nothing_to_list()
    {
        await using var world = await OperatedWorld.StartAsync();
        Assert.Empty(JsonSerializer.Deserialize((await AskAsync(world, "?key=NOBODYS")).Body, ContractsJson.Default.WhoCan)!.Holders);
        Assert.Empty(JsonSerializer.Deserialize((await AskAsync(world, "?from=2147483647")).Body, ContractsJson.Default.WhoCan)!.Holders);
    }

    [Theory]
    [InlineData("?key=")]
    [InlineData("?key=A&key=B")]
    [InlineData("?kei=A")]
    [InlineData("?Key=A")]
    [InlineData("?from=-1")]
    [InlineData("?from=2147483648")]
    [InlineData("?from=x")]
    public async Task A_query_that_is_not_understood_is_refused(string query)
    {
        await using var world = await OperatedWorld.StartAsync();
        var reply = await AskAsync(world, query);
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_REQUEST"), (reply.Status, reply.Error));
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(world, $"?key={new string('k', 129)}")).Status);
    }

    [Fact]
    public void Every_member_is_documented()
    {
        var page = Source.Read("docs", "operators.md");
        var whole = new WhoCan("c", [new WhoCanHolder("k", "i", "p", [[new WhoCanCondition("c", "w")]], true, "p", "t", 1, 1, true, "n")], 1);
        Assert.All(Names(JsonSerializer.SerializeToNode(whole, ContractsJson.Default.WhoCan)), name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    private static Task<Reply> AskAsync(ServerWorld world, string query) => world.SendAsync("GET", OperatedWorld.WhoCan + query, world.Token(OperatedWorld.Admin));

    private static IEnumerable<string> Names(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(static member => Names(member.Value).Prepend(member.Key)),
        JsonArray list => list.SelectMany(Names),
        _ => [],
    };
}
