using System.Text.Json.Nodes;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>A client IdP that says <c>explain: caller</c> for all of its identities.</summary>
public sealed class ExplainedIdpTests : IAsyncLifetime
{
    private const string Question = """{"key":"THEIRS"}""";

    private readonly ServerWorld _world = new();
    private string _plain = "";

    public async ValueTask InitializeAsync()
    {
        await _world.InitializeAsync();
        _plain = await File.ReadAllTextAsync(_world.ConfigFile);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Whoever_meets_what_it_requires_is_told_its_rules_and_a_stranger_nothing()
    {
        var (friend, stranger) = (_world.Token(claims: new KeyValuePair<string, JsonNode?>("org", "acme")), _world.Token(claims: new KeyValuePair<string, JsonNode?>("org", "evil")));
        Assert.Equal([(200, "[]"), (200, "[]")], [await ToldAsync(friend), await ToldAsync(stranger)]);

        await PutInForceAsync("requiredClaims: { org: acme }, explain: caller");
        var told = $$"""[{"rule":1,"claim":"sub","holds":false,"wanted":"somebody-else","got":"{{ServerWorld.Subject}}"}]""";
        Assert.Equal([(200, told), (401, null)], [await ToldAsync(friend), await ToldAsync(stranger)]);

        await PutInForceAsync("requiredClaims: { org: acme }");
        Assert.Equal([(200, "[]"), (401, null)], [await ToldAsync(friend), await ToldAsync(stranger)]);
    }

    [Fact]
    public async Task Without_requirements_it_does_not_come_in_force()
    {
        await PutInForceAsync("explain: caller");

        Assert.Equal((200, "[]"), await ToldAsync(_world.Token()));
        Assert.Equal("degraded", (string?)(await _world.SendAsync("GET", "/health")).Json["checks"]!["configuration"]);
    }

    private async Task<(int Status, string? Conditions)> ToldAsync(string token)
    {
        var reply = await _world.SendAsync("POST", "/v1/explain", token, Question);
        return ((int)reply.Status, reply.Json["conditions"]?.ToJsonString());
    }

    private async Task PutInForceAsync(string ofIdp)
    {
        await File.WriteAllTextAsync(_world.ConfigFile, _plain.Replace("audience: voidkey", $"audience: voidkey, {ofIdp}", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await _world.Reload.ReloadAsync();
    }
}
