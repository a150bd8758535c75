using System.Text.Json;
using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>The requests that the original's shipped clients send, byte for byte, are answered in the shape that they parse.</summary>
public sealed class OriginalClientTests(World world)
{
    [Fact]
    public async Task Mint_answers_the_credentials_their_expiry_and_where_they_came_from()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var body = JsonSerializer.Serialize(new { oidcToken = await TokenAsync(), idpName = "ci", keys = new[] { BrokerSetup.Deploy }, duration = 900 });

        var key = (await MintAsync(broker, body)).Ok.GetProperty(BrokerSetup.Deploy);

        AssertCredential(key);
        Assert.Equal("aws", key.GetProperty("metadata").GetProperty("provider").GetString());
        Assert.Equal(BrokerSetup.Deploy, key.GetProperty("metadata").GetProperty("keyName").GetString());
        Assert.Equal(CloudAccount.DeployRole, key.GetProperty("metadata").GetProperty("roleArn").GetString());
        _ = (await BrokerServer.CredentialsOf(key.GetProperty("credentials"), world.Cloud.Endpoint).PutAsync("artifacts/original", "works")).Success;
    }

    // What the original's command line sends: members without a value are left out or empty.
    [Theory]
    [InlineData("""{"oidcToken":"TOKEN","idpName":"","keys":["AWS_DEPLOY"],"duration":0,"all":false}""")]
    [InlineData("""{"oidcToken":"TOKEN","keys":["AWS_DEPLOY"]}""")]
    [InlineData("""{"oidcToken":"TOKEN","idpName":null,"keys":["AWS_DEPLOY"],"duration":null,"unknown":{"a":1}}""")]
    [InlineData("""{"oidcToken":"TOKEN","keys":["AWS_DEPLOY","AWS_DEPLOY"],"duration":43200}""")]
    public async Task Mint_understands_what_is_left_out_empty_or_unknown(string body)
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var answer = (await MintAsync(broker, body.Replace("TOKEN", await TokenAsync(), StringComparison.Ordinal))).Ok;
        Assert.Equal([BrokerSetup.Deploy], answer.EnumerateObject().Select(static key => key.Name));
        AssertCredential(answer.GetProperty(BrokerSetup.Deploy));
    }

    [Fact]
    public async Task Mint_of_all_ignores_the_keys_and_gives_every_one()
    {
        // Without the role that the cloud would refuse: all or none.
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world) { IsForeignGranted = false });
        var body = JsonSerializer.Serialize(new { oidcToken = await TokenAsync(), keys = new[] { "NO_SUCH_KEY" }, all = true });
        var answer = (await MintAsync(broker, body)).Ok;
        Assert.Equal([BrokerSetup.Deploy, BrokerSetup.Narrow], answer.EnumerateObject().Select(static key => key.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Keys_are_a_list_of_names()
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world));
        var keys = (await Http.GetAsync($"{broker.Url}/credentials/keys", await TokenAsync())).Ok;
        Assert.Equal([BrokerSetup.Deploy, BrokerSetup.Narrow, BrokerSetup.Foreign], keys.EnumerateArray().Select(static key => key.GetString()));
    }

    [Fact]
    public async Task A_token_in_a_url_is_refused()
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world));
        (await Http.GetAsync($"{broker.Url}/credentials/keys?token={await TokenAsync()}")).Is(400, "INVALID_REQUEST");
    }

    [Fact]
    public async Task Identity_providers_are_listed_with_the_default_marked()
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world));
        var idps = (await Http.GetAsync($"{broker.Url}/credentials/idp-providers")).Ok;
        Assert.Equal("""[{"name":"ci","isDefault":true}]""", idps.GetRawText());
    }

    [Fact]
    public async Task Health_is_ok_with_a_time_an_uptime_and_a_version()
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world));
        var health = (await Http.GetAsync($"{broker.Url}/health")).Ok;
        Assert.Equal("ok", health.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Number, health.GetProperty("uptime").ValueKind);
        Assert.True(health.GetProperty("timestamp").TryGetDateTimeOffset(out _));
        Assert.NotEmpty(health.GetProperty("version").GetString()!);
    }

    [Fact]
    public async Task A_failure_is_not_a_200_and_its_body_is_text_to_show()
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world));
        (await MintAsync(broker, """{"oidcToken":"garbage","keys":["AWS_DEPLOY"]}""")).Is(401, "INVALID_TOKEN");
        (await MintAsync(broker, $$"""{"oidcToken":"{{await TokenAsync()}}","idpName":"hello-world","keys":["AWS_DEPLOY"]}""")).Is(401, "INVALID_TOKEN");
    }

    private Task<string> TokenAsync() => world.Callers.TokenAsync(BrokerSetup.Subject);

    private static Task<Answer> MintAsync(BrokerServer broker, string body) => Http.PostAsync($"{broker.Url}/credentials/mint", body);

    // map[string]{credentials map[string]string, expiresAt string, metadata map[string]any}
    private static void AssertCredential(JsonElement key)
    {
        Assert.Equal(
            ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_EXPIRATION"],
            key.GetProperty("credentials").EnumerateObject().Select(static variable => variable.Name));
        Assert.All(key.GetProperty("credentials").EnumerateObject(), static variable => Assert.NotEmpty(variable.Value.GetString()!));
        Assert.True(key.GetProperty("expiresAt").TryGetDateTimeOffset(out _));
    }
}
