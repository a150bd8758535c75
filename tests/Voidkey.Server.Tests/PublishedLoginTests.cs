using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>What a client IdP says about logins is told to whoever asks.</summary>
public sealed class PublishedLoginTests : IAsyncLifetime
{
    private readonly ServerWorld _world = new();

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("{ clientId: voidkey }", """{"clientId":"voidkey","scopes":["openid","offline_access"],"flows":["authorization_code","device_code"],"subjectToken":"id_token"}""")]
    [InlineData("{ clientId: cli, scopes: [openid, api], flows: [device_code], prompt: login, subjectToken: access_token }", """{"clientId":"cli","scopes":["openid","api"],"flows":["device_code"],"subjectToken":"access_token","prompt":"login"}""")]
    public async Task It_stands_beside_the_issuer(string login, string published)
    {
        Assert.Null((await _world.SendAsync("GET", "/.well-known/voidkey-configuration")).Json["identityProviders"]![0]!["login"]);

        var plain = await File.ReadAllTextAsync(_world.ConfigFile, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_world.ConfigFile, plain.Replace("audience: voidkey", $"audience: voidkey, login: {login}", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await _world.Reload.ReloadAsync();

        var idp = (await _world.SendAsync("GET", "/.well-known/voidkey-configuration")).Json["identityProviders"]![0]!;
        Assert.Equal(published, idp["login"]!.ToJsonString());
    }
}
