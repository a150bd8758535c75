using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Replay;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>How often tokens may be used, and where that is counted: what loads, and what does not.</summary>
public sealed class ReplayTests
{
    private static readonly TestAuthority Ca = TestAuthority.Root();
    private static readonly TestAuthority OtherCa = TestAuthority.Root("Another CA");

    private const string Once = "algorithms: [RS256, ES256]\n    replay: once";

    public static TheoryData<string, string, string> Refused => new()
    {
        { " §twice", ConfigCodes.InvalidValue, "once, or how often" },
        { " §Once", ConfigCodes.InvalidValue, "once, or how often" },
        { " §'3'", ConfigCodes.InvalidValue, "once, or how often" },
        { " §true", ConfigCodes.InvalidValue, "whole number" },
        { " §1.5", ConfigCodes.InvalidValue, "whole number" },
        { " §0", ConfigCodes.OutOfRange, "between 1 and 1000" },
        { " §-1", ConfigCodes.OutOfRange, "between 1 and 1000" },
        { " §1001", ConfigCodes.OutOfRange, "between 1 and 1000" },
        { " §[once]", ConfigCodes.InvalidValue, "single value" },
        { "§", ConfigCodes.InvalidValue, "no value" },
    };

    public static TheoryData<string, string, string> RefusedStores => new()
    {
        { "§{}", ConfigCodes.Missing, "memory or redis" },
        { "§{endpoint: 'r:1'}", ConfigCodes.Missing, "memory or redis" },
        { "{type: §disk, endpoint: 'r:1'}", ConfigCodes.InvalidValue, "memory, redis" },
        { "{type: memory, endpoint: §'r:1'}", ConfigCodes.Conflict, "type: redis" },
        { "{type: memory, password: §x}", ConfigCodes.Conflict, "type: redis" },
        { "{type: memory, caFile: §ca.pem}", ConfigCodes.Conflict, "type: redis" },
        { "{type: memory, maxTokens: §999}", ConfigCodes.OutOfRange, "1000" },
        { "{type: memory, maxTokens: §10000001}", ConfigCodes.OutOfRange, "10000000" },
        { "§{type: redis}", ConfigCodes.Missing, "'endpoint' is missing" },
        { "{type: redis, endpoint: §'rediss://r:6379'}", ConfigCodes.InvalidValue, "a host and a port" },
        { "{type: redis, endpoint: §'user:canary-config-5f1d0c7e9b@r:6379'}", ConfigCodes.InvalidValue, "a host and a port" },
        { "{type: redis, endpoint: §'r:0'}", ConfigCodes.InvalidValue, "a host and a port" },
        { "{type: redis, endpoint: §'r:65536'}", ConfigCodes.InvalidValue, "a host and a port" },
        { "{type: redis, endpoint: §':6379'}", ConfigCodes.InvalidValue, "a host and a port" },
        { "{type: redis, endpoint: §'r r'}", ConfigCodes.InvalidValue, "a host and a port" },
        { "{type: redis, endpoint: §'r/0'}", ConfigCodes.InvalidValue, "a host and a port" },
        { "{type: redis, endpoint: 'r:1', maxTokens: §5000}", ConfigCodes.Conflict, "limits of its own" },
        { "{type: redis, endpoint: 'r:1', timeout: §3s}", ConfigCodes.OutOfRange, "2 seconds" },
        { "{type: redis, endpoint: 'r:1', caFile: §no-such.pem}", ConfigCodes.Unreadable, "does not exist" },
        { "{type: redis, endpoint: 'r:1', tls: false, caFile: §ca.pem}", ConfigCodes.Conflict, "say tls: true beside it, or remove this" },
        { "{type: redis, endpoint: 'localhost:1', caFile: §ca.pem}", ConfigCodes.Conflict, "say tls: true beside it, or remove this" },
        { "{type: redis, endpoint: 'r:1', tls: §'false'}", ConfigCodes.InvalidValue, "without quotes" },
        { "§{type: redis, endpoint: 'r:1', username: u}", ConfigCodes.Missing, "'password' is missing" },
        { "{type: redis, endpoint: 'r:1', keyPrefix: §'a b'}", ConfigCodes.InvalidValue, "without blanks" },
        { "{type: redis, endpoint: 'r:1', §keyprefix: a}", ConfigCodes.UnknownMember, "did you mean 'keyPrefix'?" },
    };

    [Theory]
    [InlineData("once", 1), InlineData("'once'", 1), InlineData("1", 1), InlineData("1000", 1000), InlineData("${USES}", 3)]
    public void How_often_is_once_or_a_number(string written, int uses) =>
        Assert.Equal(uses, Assert.Single(Load(Yaml.With("algorithms: [RS256, ES256]", $"replay: {written}")).Issuers).AllowedUses);

    [Fact]
    public void Without_it_nothing_is_counted_and_nothing_warned_of()
    {
        var loaded = ConfigFolder.LoadOnce(Yaml.Good);
        Assert.Empty(loaded.Problems);
        Assert.False(loaded.Snapshot!.CountsUses);
    }

    [Theory, MemberData(nameof(Refused))]
    public void How_often_is_refused(string written, string code, string says) => IsRefused(Yaml.With("algorithms: [RS256, ES256]", $"replay:{written}\n    algorithms: [RS256]"), code, says);

    [Theory, MemberData(nameof(RefusedStores))]
    public void A_store_is_refused(string store, string code, string says) => IsRefused($"{Yaml.Good}replayStore: {store}\n", code, says);

    [Theory]
    [InlineData(""), InlineData("replayStore: {type: memory}\n")]
    public void Counting_in_memory_warns_that_it_is_for_one_instance(string store)
    {
        var problem = Assert.Single(ConfigFolder.LoadOnce(Yaml.With("algorithms: [RS256, ES256]", Once) + store).Problems);
        Assert.Equal((ConfigCodes.OneInstance, true, "clientIdps[0].replay"), (problem.Code, problem.IsWarning, problem.Path));
    }

    [Fact]
    public void A_store_that_nobody_counts_in_is_warned_of() =>
        Assert.Equal((ConfigCodes.Ignored, true), Assert.Single(ConfigFolder.LoadOnce($"{Yaml.Good}replayStore: {{type: redis, endpoint: r}}\n").Problems) is var problem ? (problem.Code, problem.IsWarning) : default);

    [Theory]
    [InlineData("redis.internal", "redis.internal:6379", true), InlineData("redis.internal:7000", "redis.internal:7000", true), InlineData("10.0.0.1:1", "10.0.0.1:1", true)]
    [InlineData("'[2001:db8::1]:7000'", "[2001:db8::1]:7000", true), InlineData("'[::1]'", "[::1]:6379", false), InlineData("localhost:7000", "localhost:7000", false), InlineData("127.0.0.1", "127.0.0.1:6379", false)]
    public void A_redis_is_spoken_to_by_tls_unless_it_is_on_this_machine(string written, string endpoint, bool isEncrypted)
    {
        var redis = Redis($"endpoint: {written}");
        Assert.Equal((endpoint, isEncrypted), (redis.Endpoint, redis.IsEncrypted));
    }

    [Fact]
    public void What_is_left_out_has_its_default_and_what_is_said_counts()
    {
        Assert.Equal(new RedisSettings("r", 6379, true, null, null, null, "voidkey:replay:", TimeSpan.FromSeconds(1)), Redis("endpoint: r"));

        var said = Redis($"endpoint: 'r:7', username: u, password: {Yaml.Canary}, tls: true, keyPrefix: 'p:', timeout: 2s");
        Assert.Equal(Yaml.Canary, said.Password!.Reveal());
        Assert.Equal(new RedisSettings("r", 7, true, null, "u", said.Password, "p:", TimeSpan.FromSeconds(2)), said);
        Assert.DoesNotContain(Yaml.Canary, said.ToString(), StringComparison.Ordinal);
        Assert.Equal(new MemorySettings(5000), Load($"{Yaml.Good}replayStore: {{type: memory, maxTokens: 5000}}\n").ReplayStore);
    }

    [Fact]
    public void A_private_authority_vouches_for_it()
    {
        var redis = Redis("endpoint: r, caFile: ca.pem");
        Assert.True(TrustAnchors.TryRead(Ca.Pem, out var anchors, out _));
        Assert.Equal(anchors, redis.Anchors);
        Assert.Null(Redis("endpoint: r").Anchors);
        Assert.NotNull(Redis("endpoint: localhost, tls: true, caFile: ca.pem").Anchors);
    }

    [Fact]
    public void To_do_without_tls_elsewhere_is_possible_and_warned_of()
    {
        var loaded = ConfigFolder.LoadOnce(Yaml.With("algorithms: [RS256, ES256]", Once) + "replayStore: {type: redis, endpoint: r, tls: false}\n");
        Assert.Equal(ConfigCodes.Waived, Assert.Single(loaded.Problems).Code);
        Assert.False(((RedisSettings)loaded.Snapshot!.ReplayStore).IsEncrypted);
    }

    [Fact]
    public void Other_settings_of_a_redis_are_another_redis()
    {
        var one = Redis($"endpoint: r, password: {Yaml.Canary}");
        Assert.True(one.IsSameAs(Redis($"endpoint: r, password: {Yaml.Canary}")));
        Assert.True(Redis("endpoint: r, caFile: ca.pem").IsSameAs(Redis("endpoint: r, caFile: ./ca.pem")));
        Assert.False(Redis("endpoint: r, caFile: ca.pem").IsSameAs(Redis("endpoint: r, caFile: other.pem")));
        Assert.All(["endpoint: r, password: other", "endpoint: r", $"endpoint: 'r:1', password: {Yaml.Canary}", $"endpoint: r, password: {Yaml.Canary}, timeout: 2s", $"endpoint: r, password: {Yaml.Canary}, caFile: ca.pem"], other => Assert.False(one.IsSameAs(Redis(other)), other));
    }

    private static ConfigFolder WithAuthorities()
    {
        var folder = new ConfigFolder();
        folder.Write("ca.pem", Ca.Pem);
        folder.Write("other.pem", OtherCa.Pem);
        return folder;
    }

    private static RedisSettings Redis(string members) => (RedisSettings)Load($"{Yaml.Good}replayStore: {{type: redis, {members}}}\n").ReplayStore;

    private static BrokerSnapshot Load(string yaml)
    {
        using var folder = WithAuthorities();
        return folder.Good(yaml, ("USES", "3"));
    }

    private static void IsRefused(string yaml, string code, string says)
    {
        using var folder = WithAuthorities();
        var (text, line, column) = Yaml.Marked(yaml);
        var problem = Assert.Single(folder.Load(text).Problems, static problem => !problem.IsWarning);
        Assert.Equal((code, line, column), (problem.Code, problem.Position.Line, problem.Position.Column));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Yaml.Canary, problem.ToString(), StringComparison.Ordinal);
    }
}
