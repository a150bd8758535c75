using System.Globalization;
using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>Tokens that are good once, at two brokers that share a Redis.</summary>
public sealed class ReplayTests(World world)
{
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_token_used_at_one_broker_is_refused_at_the_other()
    {
        await using var redis = await StartAsync();
        await using var first = await BrokerServer.StartAsync(Setup(redis));
        await using var second = await BrokerServer.StartAsync(Setup(redis));
        var (one, other) = (await world.Callers.TokenAsync(BrokerSetup.Subject), await world.Callers.TokenAsync(BrokerSetup.Subject));

        _ = (await first.CliAsync(one, "list-keys")).Success;
        _ = (await first.MintAsync(one, BrokerSetup.Deploy)).Ok;
        (await second.MintAsync(one, BrokerSetup.Deploy)).Is(401, "INVALID_TOKEN");
        (await first.MintAsync(one, BrokerSetup.Deploy)).Is(401, "INVALID_TOKEN");
        _ = (await second.CliAsync(other, "mint", BrokerSetup.Deploy)).Success;
        (await first.MintAsync(other, BrokerSetup.Deploy)).Is(401, "INVALID_TOKEN");

        Assert.Equal("the token was used before", second.AuditRecords()[0].GetProperty("cause").GetString());
    }

    [Fact]
    public async Task Of_uses_that_come_at_once_at_both_one_wins()
    {
        await using var redis = await StartAsync();
        await using var first = await BrokerServer.StartAsync(Setup(redis));
        await using var second = await BrokerServer.StartAsync(Setup(redis));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? first : second).MintAsync(token, BrokerSetup.Deploy)));

        Assert.Single(answers, static answer => answer.Status == 200);
        Assert.All(answers.Where(static answer => answer.Status != 200), static answer => answer.Is(401, "INVALID_TOKEN"));
    }

    [Fact]
    public async Task A_token_that_is_good_twice_is_good_once_at_each()
    {
        await using var redis = await StartAsync();
        await using var first = await BrokerServer.StartAsync(Setup(redis, replay: "2"));
        await using var second = await BrokerServer.StartAsync(Setup(redis, replay: "2"));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);

        foreach (var broker in new[] { first, second }) _ = (await broker.MintAsync(token, BrokerSetup.Deploy)).Ok;
        foreach (var broker in new[] { first, second }) (await broker.MintAsync(token, BrokerSetup.Deploy)).Is(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task What_is_kept_of_a_token_is_a_hash_that_goes_when_the_token_is_too_old()
    {
        await using var redis = await StartAsync();
        await using var broker = await BrokerServer.StartAsync(Setup(redis));
        _ = (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), BrokerSetup.Deploy)).Ok;

        var key = Assert.Single(await redis.AskAsync("KEYS", "*"), static key => !key.EndsWith("probe", StringComparison.Ordinal));
        Assert.Matches(@"\Avoidkey:replay:[A-Za-z0-9_-]{22}\z", key);
        var lives = TimeSpan.FromMilliseconds(long.Parse(Assert.Single(await redis.AskAsync("PTTL", key)), CultureInfo.InvariantCulture));
        Assert.InRange(lives, TimeSpan.FromMinutes(2), TimeSpan.FromHours(24) + TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task What_the_cloud_refuses_is_no_use()
    {
        await using var redis = await StartAsync();
        await using var broker = await BrokerServer.StartAsync(Setup(redis));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);

        for (var i = 0; i < 2; i++) (await broker.MintAsync(token, BrokerSetup.Foreign)).Is(502, "CREDENTIAL_MINT_FAILED", "refused");

        _ = (await broker.MintAsync(token, BrokerSetup.Deploy)).Ok;
        (await broker.MintAsync(token, BrokerSetup.Foreign)).Is(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task Without_the_redis_it_mints_nothing_and_says_so_until_that_is_back()
    {
        await using var redis = await StartAsync();
        await using var broker = await BrokerServer.StartAsync(Setup(redis));
        _ = (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), BrokerSetup.Deploy)).Ok;
        Assert.Equal("ok", await HealthAsync(broker));

        await redis.StopAsync();
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);
        var refused = (await broker.MintAsync(token, BrokerSetup.Deploy)).Is(503, "SERVICE_UNAVAILABLE", "replay_store");
        Assert.Contains("Retry-After: 1", refused.Headers, StringComparison.Ordinal);
        Assert.Equal("degraded", await HealthAsync(broker));
        Assert.Single(broker.AuditRecords(), static record => record.GetProperty("decision").GetString() == "granted");

        await redis.StartAsync();
        await Poll.UntilAsync("the broker mints again", Healing, async () => (await broker.MintAsync(token, BrokerSetup.Deploy)).Status == 200, broker.Process);
        (await broker.MintAsync(token, BrokerSetup.Deploy)).Is(401, "INVALID_TOKEN");
        Assert.Equal("ok", await HealthAsync(broker));
    }

    [Fact]
    public async Task A_wrong_password_mints_nothing_and_is_told_without_being_shown()
    {
        await using var redis = await StartAsync();
        await using var broker = await BrokerServer.StartAsync(Setup(redis, isPasswordRight: false));

        (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), BrokerSetup.Deploy)).Is(503, "SERVICE_UNAVAILABLE", "replay_store");

        await Poll.UntilAsync("it says why", Healing, () => Task.FromResult(broker.Process.Log.Contains("WRONGPASS", StringComparison.Ordinal)), broker.Process);
    }

    [Fact]
    public async Task A_redis_with_a_private_certificate_counts_where_its_authority_is_named()
    {
        var own = await ServerCertificate.MakeAsync("redis");
        await using var redis = await StartAsync(own);
        await using var first = await BrokerServer.StartAsync(Encrypted(redis, own));
        await using var second = await BrokerServer.StartAsync(Encrypted(redis, own));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);

        _ = (await first.MintAsync(token, BrokerSetup.Deploy)).Ok;
        (await second.MintAsync(token, BrokerSetup.Deploy)).Is(401, "INVALID_TOKEN");
        Assert.Single(await redis.AskAsync("KEYS", "*"), static key => !key.EndsWith("probe", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no authority is named", "UntrustedRoot"), InlineData("another authority is named", "UntrustedRoot"), InlineData("it is for another host", "RemoteCertificateNameMismatch")]
    public async Task A_redis_whose_certificate_is_not_believed_counts_nothing(string why, string told)
    {
        var own = await ServerCertificate.MakeAsync("redis", host: why == "it is for another host" ? "redis.example.test" : null);
        await using var redis = await StartAsync(own);
        await using var broker = await BrokerServer.StartAsync(Encrypted(redis, why switch
        {
            "no authority is named" => null,
            "another authority is named" => await ServerCertificate.MakeAsync("another-redis"),
            _ => own,
        }));

        await RefusesAsync(broker, told);
        Assert.Empty(await redis.AskAsync("KEYS", "*"));
    }

    [Fact]
    public async Task A_redis_that_speaks_an_old_TLS_only_is_not_spoken_to()
    {
        var own = await ServerCertificate.MakeAsync("redis");
        await using var redis = await StartAsync(own, "TLSv1.1");
        await using var broker = await BrokerServer.StartAsync(Encrypted(redis, own));

        // What keeps ours away is nothing but the version.
        var (speaks, said) = await redis.SpeaksAsync("tls1_1");
        Assert.True(speaks, said);
        await RefusesAsync(broker, "ReplayStoreLost");
        Assert.Empty(await redis.AskAsync("KEYS", "*"));
    }

    private async Task RefusesAsync(BrokerServer broker, string told)
    {
        (await broker.MintAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), BrokerSetup.Deploy)).Is(503, "SERVICE_UNAVAILABLE", "replay_store");
        Assert.Equal("degraded", await HealthAsync(broker));
        await Poll.UntilAsync($"it says {told}", Healing, () => Task.FromResult(broker.Process.Log.Contains(told, StringComparison.Ordinal)), broker.Process);
        Assert.DoesNotContain("ReplayStoreConnected", broker.Process.Log, StringComparison.Ordinal);
    }

    private static async Task<RedisServer> StartAsync(ServerCertificate? certificate = null, string protocols = RedisServer.Current)
    {
        Absent.Refuse(RedisServer.WhyNot());
        var redis = new RedisServer(certificate, protocols);
        await redis.StartAsync();
        return redis;
    }

    private static async Task<string?> HealthAsync(BrokerServer broker) => (await Http.GetAsync($"{broker.Url}/health")).Ok.GetProperty("checks").GetProperty("replayStore").GetString();

    private BrokerSetup Encrypted(RedisServer redis, ServerCertificate? trusted) =>
        Setup(redis) with { More = redis.StoreYaml(more: $", tls: true{(trusted is null ? "" : $", caFile: {trusted.AuthorityFile}")}") };

    private BrokerSetup Setup(RedisServer redis, bool isPasswordRight = true, string replay = "once") => new(world) { MoreOfClientIdp = $"replay: {replay}", More = redis.StoreYaml(isPasswordRight) };
}
