using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Providers;
using Voidkey.Testing;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Mint;

/// <summary>What is fetched at the start, so that the first mint need not wait.</summary>
public sealed class WarmUpTests : IAsyncDisposable
{
    private readonly MintingWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_first_mint_waits_for_nothing_but_the_cloud()
    {
        await WarmAsync();
        Assert.Equal((1, 1, 2), (_world.Ci.JwksRequests, _world.Other.JwksRequests, _world.Own.TokenRequests));
        Assert.Equal(["minio", "sts.example"], _world.Own.TokenRequestsSeen.Select(static request => request.Audience).Order());
        Assert.Empty(_world.Aws.Requests);
        var before = _world.Network.Requests.Count;

        await _world.MintsAsync("AWS_DEPLOY");

        Assert.Equal([$"POST {MintingWorld.StsOrigin}/"], _world.Network.Requests.Skip(before).Select(static request => $"{request.Method} {request.Uri}"));
    }

    [Fact]
    public async Task Mints_that_come_meanwhile_share_its_fetches()
    {
        var (keys, tokens) = (new Gate(), new Gate());
        _world.Network.Break(_world.Ci.Issuer, keys.Before(_world.Ci.AnswerAsync));
        _world.Network.Break(_world.Own.Issuer, tokens.Before(_world.Own.AnswerAsync));
        _world.WarmUp();
        await Task.WhenAll(keys.Arrived, tokens.Arrived);

        var token = _world.Ci.Issue();
        var mints = Enumerable.Range(0, 1000).Select(_ => Task.Run(() => _world.MintAsync(token, "AWS_DEPLOY"))).ToArray();
        _world.WarmUp();
        keys.Open();
        tokens.Open();

        Assert.All(await Task.WhenAll(mints), static result => Assert.True(result.TryGet(out _, out var error), $"{error}"));
        Assert.Equal((1, 2), (_world.Ci.JwksRequests, _world.Own.TokenRequests));
    }

    [Fact]
    public async Task With_everybody_down_it_costs_nothing_and_the_first_mint_after_heals()
    {
        string[] others = [_world.Ci.Issuer, _world.Other.Issuer, _world.Own.Issuer, MintingWorld.StsOrigin, MintingWorld.MinioOrigin];
        foreach (var other in others) _world.Network.Break(other, Fault.Refuse);
        _world.WarmUp();
        await Soon.Holds(() => (_world.Broker.AreCallerKeysHealthy, _world.Broker.IsIdentityHealthy) == (false, false), "it shows");
        Assert.False((await _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY")).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.CallerKeysUnavailable, error.Code);

        foreach (var other in others) _world.Network.Heal(other);
        _world.Time.Advance(TimeSpan.FromSeconds(1));

        await _world.MintsAsync("AWS_DEPLOY");
    }

    [Fact]
    public async Task While_others_hang_nobody_waits_and_health_says_nothing_yet()
    {
        _world.Network.Break(_world.Ci.Issuer, Fault.Hang);
        _world.Network.Break(_world.Other.Issuer, Fault.Hang);
        _world.Network.Break(_world.Own.Issuer, Fault.Hang);

        _world.WarmUp();

        Assert.Equal((null, null), (_world.Broker.AreCallerKeysHealthy, _world.Broker.IsIdentityHealthy));
        await Soon.Holds(
            () =>
            {
                _world.Time.Advance(TimeSpan.FromSeconds(1));
                return (_world.Broker.AreCallerKeysHealthy, _world.Broker.IsIdentityHealthy) == (false, false);
            },
            "the fetches end");
    }

    [Fact]
    public async Task Afterwards_nothing_is_fetched_that_nobody_asks_for_and_an_idle_broker_is_not_called_ill()
    {
        await WarmAsync();
        var before = _world.Network.Requests.Count;
        for (var hour = 0; hour < 48; hour++)
        {
            _world.Time.Advance(TimeSpan.FromHours(1));
            Assert.NotEqual(false, _world.Broker.AreCallerKeysHealthy);
            Assert.NotEqual(false, _world.Broker.IsIdentityHealthy);
        }

        Assert.Equal(before, _world.Network.Requests.Count);
        await _world.MintsAsync("AWS_DEPLOY");
    }

    [Fact]
    public async Task A_token_is_fetched_for_no_audience_that_no_key_has()
    {
        await using var world = new MintingWorld(static yaml => yaml.Replace("STORE: { provider: minio", "STORE: { provider: aws, roleArn: \"arn:aws:iam::123456789012:role/Read\"", StringComparison.Ordinal));
        world.WarmUp();
        await Soon.Holds(() => world.Broker is { AreCallerKeysHealthy: true, IsIdentityHealthy: true } && world.Ci.JwksRequests + world.Other.JwksRequests == 2, "warm");
        Assert.Equal(["sts.example"], world.Own.TokenRequestsSeen.Select(static request => request.Audience));
    }

    [Fact]
    public void No_token_is_fetched_for_keys_that_need_none()
    {
        using var folder = new ConfigFolder();
        using var http = new OutboundHttp(_world.Network);
        var file = folder.Write("config.yaml", Yaml.Good.Replace("default: ci", "  - { subject: other, idp: ci, keys: { PLAIN: { provider: plain } } }", StringComparison.Ordinal)
            .Replace("clientIdentities:", "  - { name: plain, type: plain, audience: plain.example.test }\nclientIdentities:", StringComparison.Ordinal));
        var loaded = ConfigLoader.Load(file, new ConfigEnvironment(new Dictionary<string, string>()), [.. BuiltInProviders.Create(http, _world.Time), new Plain()]);
        Assert.Equal(["sts.example.test"], loaded.Snapshot!.Audiences);
    }

    /// <summary>Hands out what everybody knows.</summary>
    private sealed class Plain : IAccessProvider, IBoundKey
    {
        public string Type => "plain";

        public IReadOnlyList<string> Fields => ["Value"];

        public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs => [new("PLAIN", "Value")];

        public LifetimeRange Lifetimes => new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

        public string Destination => "plain.example.test";

        public bool NeedsBrokerToken => false;

        public BindKey Bind(ConfigSection provider) => _ => this;

        public ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct) =>
            ValueTask.FromResult<Result<MintedCredential>>(new MintedCredential(new Dictionary<string, Secret> { ["Value"] = new("x") }, The.Moment, "plain"));
    }

    private async Task WarmAsync()
    {
        _world.WarmUp();
        await Soon.Holds(() => _world.Log.Count(1101) == 2 && _world.Log.Count(1201) == 2 && _world.Broker is { AreCallerKeysHealthy: true, IsIdentityHealthy: true }, "warm");
    }
}
