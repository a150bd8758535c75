using System.Text.Json.Nodes;
using Xunit;

namespace Voidkey.Server.Tests.Operators;

/// <summary>A server with operators.</summary>
internal static class OperatedWorld
{
    public const string Admin = "admin";
    public const string Status = "/v1/admin/status";
    public const string Reload = "/v1/admin/reload";
    public const string WhoCan = "/v1/admin/who-can";
    public const string Audit = "/v1/admin/audit";

    /// <summary>The subject <see cref="Admin"/>, and whoever is of the platform team.</summary>
    public const string Operators = "operators: [ { name: admins, idp: ci, subject: admin }, { idp: ci, match: { team: platform } } ]";

    /// <param name="sections">Other sections of the configuration.</param>
    public static async Task<ServerWorld> StartAsync(string sections = "limits: { enabled: false }", string operators = Operators)
    {
        var world = new ServerWorld($"{operators}\n{sections}");
        await world.InitializeAsync();
        return world;
    }

    /// <summary>Makes the reloads that are asked for, until it is disposed of.</summary>
    public static IAsyncDisposable Reloading(ServerWorld world) => new Loop(world);

    public static string OfPlatform(ServerWorld world) => world.Token("somebody", new KeyValuePair<string, JsonNode?>("team", "platform"));

    /// <summary>What was recorded so far of a type.</summary>
    public static async Task<JsonObject[]> RecordsAsync(ServerWorld world, string type)
    {
        await using var file = new FileStream(world.AuditFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var lines = (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(static line => (JsonObject)JsonNode.Parse(line)!).Where(record => (string?)record["type"] == type)];
    }

    public static Task<JsonObject[]> OperatorRecordsAsync(ServerWorld world) => RecordsAsync(world, "voidkey.audit.operator");

    private sealed class Loop : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public Loop(ServerWorld world) => _running = world.Reload.RunAsync(_stop.Token);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }
}
