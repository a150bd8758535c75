using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voidkey.Contracts;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests.Operators;

/// <summary>An operator has the configuration read again.</summary>
public sealed class OperatorReloadTests
{
    private const string Note = "canary-note-31f0";

    [Fact]
    public async Task What_is_in_the_files_is_in_force_when_the_answer_comes_and_its_record_names_him()
    {
        await using var world = await OperatedWorld.StartAsync();
        await using var reloading = OperatedWorld.Reloading(world);
        var before = world.Host.Current.Snapshot.Hash;
        await EditAsync(world, "maxDuration: 1800", "maxDuration: 1200");

        var reply = await world.SendAsync("POST", OperatedWorld.Reload, world.Token(OperatedWorld.Admin), change: static request => request.Headers.Add("X-Request-ID", "mine"));
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        var outcome = JsonSerializer.Deserialize(reply.Body, ContractsJson.Default.AdminReload)!;
        Assert.Equal(("loaded", before, world.Host.Current.Snapshot.Hash, "clientIdentities +1 -1"), (outcome.Outcome, outcome.Previous, outcome.Configuration, outcome.Changes));
        Assert.NotEqual(outcome.Previous, outcome.Configuration);

        var record = Assert.Single(await OperatedWorld.RecordsAsync(world, "voidkey.audit.reload"));
        Assert.Equal("""{"idp":"ci","subject":"admin","requestId":"mine"}""", record["operator"]!.ToJsonString());
        Assert.Equal("reload", (string?)Assert.Single(await OperatedWorld.OperatorRecordsAsync(world))["action"]);
        Assert.Equal("loaded", (string?)(await StatusAsync(world))["configuration"]!["lastReload"]!["outcome"]);
    }

    [Fact]
    public async Task A_broken_file_changes_nothing_and_he_is_told_why_without_its_secrets()
    {
        await using var world = await OperatedWorld.StartAsync();
        await using var reloading = OperatedWorld.Reloading(world);
        var before = world.Host.Current.Snapshot.Hash;
        await EditAsync(world, "provider: aws,", $"provider: awz, note: {Note},");

        var reply = await world.SendAsync("POST", OperatedWorld.Reload, world.Token(OperatedWorld.Admin));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "CONFIGURATION_REFUSED"), (reply.Status, reply.Error));
        var problems = (JsonArray)reply.Json["details"]!["problems"]!;
        Assert.Contains(problems, static problem => ((string)problem!).Contains("VK1003", StringComparison.Ordinal) && ((string)problem!).Contains("did you mean 'aws'", StringComparison.Ordinal));
        Assert.InRange(problems.Count, 1, 20);
        Assert.Equal(before, world.Host.Current.Snapshot.Hash);
        Assert.Empty(Canary.FoundIn(reply.Body));
        Assert.DoesNotContain(Note, reply.Body, StringComparison.Ordinal);

        var status = await StatusAsync(world);
        Assert.Equal((1, "refused"), ((int)status["configuration"]!["refusedReloads"]!, (string?)status["configuration"]!["lastReload"]!["outcome"]));
        Assert.Contains(world.ConfigFile, status["configuration"]!["files"]!.ToJsonString(), StringComparison.Ordinal);

        // What was in force lets him mend it.
        await EditAsync(world, $"provider: awz, note: {Note},", "provider: aws,");
        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync("POST", OperatedWorld.Reload, world.Token(OperatedWorld.Admin))).Status);
    }

    [Fact]
    public async Task Of_a_flood_each_is_loaded_or_told_to_come_again_and_one_at_a_time_is_made()
    {
        await using var world = await OperatedWorld.StartAsync();
        await using var reloading = OperatedWorld.Reloading(world);

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.SendAsync("POST", OperatedWorld.Reload, world.Token(OperatedWorld.Admin))));
        Assert.All(replies, static reply => Assert.True(
            reply.Status == HttpStatusCode.OK || (reply.Status == HttpStatusCode.ServiceUnavailable && (string?)reply.Json["details"]!["reason"] == "reload_pending" && reply.Headers.ContainsKey("Retry-After")), reply.Body));
        var loaded = replies.Count(static reply => reply.Status == HttpStatusCode.OK);
        Assert.InRange(loaded, 1, 50);
        Assert.Equal(loaded, (await OperatedWorld.RecordsAsync(world, "voidkey.audit.reload")).Length);
    }

    [Fact]
    public async Task One_that_does_not_end_in_time_is_told_so_and_the_next_waits()
    {
        // Nobody makes reloads here.
        await using var world = await OperatedWorld.StartAsync();
        using var impatient = new CancellationTokenSource();
        var token = world.Token(OperatedWorld.Admin);
        var admitted = await world.Host.Current.Operators.AuthorizeAsync(new Secret(token), new OperatorRequest(OperatorAction.Reload), new RequestOrigin("r", null), TestContext.Current.CancellationToken);
        Assert.True(admitted.TryGet(out var by, out _));

        var waiting = world.Reload.ReloadForAsync(by, "one", impatient.Token);
        Assert.False((await world.Reload.ReloadForAsync(by, "two", TestContext.Current.CancellationToken)).TryGet(out _, out var second));
        Assert.Equal(BrokerErrorCode.ReloadPending, second!.Code);
        await impatient.CancelAsync();
        Assert.False((await waiting).TryGet(out _, out var first));
        Assert.Equal(BrokerErrorCode.ReloadPending, first!.Code);

        // It was not given up.
        await world.Reload.ReloadAsync();
        Assert.Equal("one", (string?)Assert.Single(await OperatedWorld.RecordsAsync(world, "voidkey.audit.reload"))["operator"]!["requestId"]);
    }

    private static async Task<JsonNode> StatusAsync(ServerWorld world) => (await world.SendAsync("GET", OperatedWorld.Status, world.Token(OperatedWorld.Admin))).Json;

    private static async Task EditAsync(ServerWorld world, string from, string to)
    {
        var text = await File.ReadAllTextAsync(world.ConfigFile, TestContext.Current.CancellationToken);
        Assert.Contains(from, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(world.ConfigFile, text.Replace(from, to, StringComparison.Ordinal), TestContext.Current.CancellationToken);
    }
}
