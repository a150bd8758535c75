using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Replay;
using Voidkey.Testing;
using Voidkey.Tests.Http;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Replay;

/// <summary>The store in Redis: one round trip a use, and whatever goes wrong there is a refusal.</summary>
public sealed class RedisReplayStoreTests : IAsyncDisposable
{
    private const int Connected = 1120;
    private const int Lost = 1121;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new(The.Moment);
    private readonly CapturedLog _log = new();
    private readonly FakeRedis _redis = new();
    private readonly Secret _password = Canary.Make("redis-password");
    private readonly List<RedisReplayStore> _stores = [];

    /// <summary>What a Redis may answer to a use instead of <c>:1</c> or <c>:0</c>.</summary>
    public static TheoryData<string, string> Answers => new()
    {
        { "no room", "-OOM command not allowed when used memory > 'maxmemory'\r\n" },
        { "a replica", "-READONLY You can't write against a read only replica.\r\n" },
        { "no permission", "-NOPERM this user has no permissions\r\n" },
        { "an error in another form", "-ERR user_script:1: bad\r\n" },
        { "more than was allowed", ":2\r\n" },
        { "a negative number", ":-1\r\n" },
        { "no number", ":\r\n" },
        { "a text", "+1\r\n" },
        { "a string", "$1\r\n1\r\n" },
        { "an array", "*1\r\n:1\r\n" },
        { "null", "$-1\r\n" },
        { "RESP3's true", "#t\r\n" },
        { "a web page", "HTTP/1.1 400 Bad Request\r\n\r\n" },
        { "an endless line", new string('+', 600) },
        { "two answers at once", ":0\r\n:1\r\n:1\r\n" },
    };

    public static TheoryData<string> Faults => [.. TlsImpostor.Faults];

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
        await _redis.DisposeAsync();
        Assert.Empty(Canary.FoundIn(_log.Text));
    }

    [Fact]
    public async Task A_use_is_one_command_under_a_key_that_says_nothing_of_the_token()
    {
        var store = await ConnectedAsync();
        await TakesAsync(store, 1);

        var command = Assert.Single(_redis.Uses);
        Assert.Equal(("EVAL", "1", "voidkey:replay:AAAAAAAAAAAAAAAAAAAAAQ", "1"), (command[0], command[2], command[3], command[4]));
        Assert.Equal(TimeSpan.FromMinutes(6), TimeSpan.FromMilliseconds(int.Parse(command[5], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Whoever_shares_it_shares_the_uses()
    {
        var (first, second) = (await ConnectedAsync(), await ConnectedAsync());
        await TakesAsync(first, 1);
        Assert.Equal(BrokerErrorCode.InvalidToken, (await RefusesAsync(second, 1)).Code);

        await first.GiveBackAsync(Use(1), The.Limit);
        await TakesAsync(second, 1);
    }

    [Fact]
    public async Task Answers_go_to_whoever_asked()
    {
        var store = await ConnectedAsync();
        for (var id = 0; id < 1000; id += 2) await TakesAsync(store, id);

        var taken = await Task.WhenAll(Enumerable.Range(0, 1000).Select(id => Task.Run(async () => (id, (await store.TakeAsync(Use(id), The.Limit)).TryGet(out _, out _)))));

        Assert.All(taken, static one => Assert.Equal(one.id % 2 == 1, one.Item2));
    }

    [Theory, MemberData(nameof(Answers))]
    public async Task A_use_is_refused_and_the_connection_made_anew_when_the_answer_is(string what, string answer)
    {
        var store = await ConnectedAsync();
        await TakesAsync(store, 1);
        _redis.Instead = words => words[3].EndsWith("probe", StringComparison.Ordinal) ? null : answer;
        var refused = await RefusesAsync(store, 2);
        Assert.True(refused.Code == (what == "two answers at once" ? BrokerErrorCode.InvalidToken : BrokerErrorCode.ReplayStoreUnavailable), $"{what}: {refused}");

        _redis.Instead = static _ => null;
        await ComesBackAsync(store, connections: 2);
        await TakesAsync(store, 3);
        Assert.DoesNotContain("maxmemory", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_a_refusal_and_nothing_is_asked_twice()
    {
        var store = await ConnectedAsync();
        _redis.Instead = words => words[0] == "EVAL" && !words[3].EndsWith("probe", StringComparison.Ordinal) ? "" : null;

        var refused = await _time.WaitAsync(RefusesAsync(store, 1));

        Assert.Equal((BrokerErrorCode.ReplayStoreUnavailable, "no answer within 1 s"), (refused.Code, refused.Cause));
        Assert.Single(_redis.Uses);
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_answer_is_a_refusal_and_nothing_is_asked_twice()
    {
        var store = await ConnectedAsync();
        _redis.Instead = words =>
        {
            if (words[3].EndsWith("probe", StringComparison.Ordinal)) return null;
            _redis.CutAll();
            return "";
        };
        Assert.Equal(BrokerErrorCode.ReplayStoreUnavailable, (await RefusesAsync(store, 1)).Code);

        _redis.Instead = static _ => null;
        await ComesBackAsync(store, connections: 2);
        await TakesAsync(store, 2);
        Assert.Equal(2, _redis.Uses.Count);
    }

    [Fact]
    public async Task While_it_is_away_uses_are_refused_at_once_and_when_it_is_back_all_is_well()
    {
        var store = await ConnectedAsync();
        await TakesAsync(store, 1);
        Assert.True(store.IsHealthy);

        await _redis.StopAsync();
        await Soon.Holds(() => _log.Count(Lost) == 1, "the loss is noticed with nobody asking");
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(Patience);
            Assert.Equal(BrokerErrorCode.ReplayStoreUnavailable, (await RefusesAsync(store, 2)).Code);
        }

        Assert.Equal((1, false), (_log.Count(Lost), store.IsHealthy));

        _redis.Restart();
        await ComesBackAsync(store, connections: 2);
        await TakesAsync(store, 2);
        Assert.Equal(BrokerErrorCode.InvalidToken, (await RefusesAsync(store, 1)).Code);
    }

    [Fact]
    public async Task Absent_from_the_beginning_it_is_waited_for()
    {
        await _redis.StopAsync();
        var store = Open();
        await Soon.Holds(() => _log.Count(Lost) == 1, "it is missed");
        Assert.Equal(BrokerErrorCode.ReplayStoreUnavailable, (await RefusesAsync(store, 1)).Code);

        _redis.Restart();
        await ComesBackAsync(store, connections: 1);
        await TakesAsync(store, 1);
    }

    [Fact]
    public async Task The_first_use_waits_for_the_first_connection()
    {
        await TakesAsync(Open(), 1);
    }

    [Theory]
    [InlineData(null), InlineData("broker")]
    public async Task A_password_is_said_first(string? username)
    {
        var store = await ConnectedAsync(Settings() with { Username = username, Password = _password });
        await TakesAsync(store, 1);

        Assert.Equal(username is null ? ["AUTH", _password.Reveal()] : ["AUTH", username, _password.Reveal()], _redis.Commands[0]);
    }

    [Theory]
    [InlineData("-WRONGPASS invalid username-password pair", "it answered WRONGPASS")]
    [InlineData("-ERR unknown command 'AUTH', with args beginning with: '{0}'", "it answered ERR")]
    [InlineData("-{0}", "an answer is none that was asked for")]
    public async Task A_password_that_is_refused_is_told_without_the_password(string answer, string told)
    {
        _redis.Instead = words => words[0] == "AUTH" ? string.Format(CultureInfo.InvariantCulture, answer, words[1]) + "\r\n" : null;
        var store = Open(Settings() with { Password = _password });
        await Soon.Holds(() => _log.Count(Lost) == 1, "it is told");

        Assert.Contains(told, _log.Text, StringComparison.Ordinal);
        Assert.Equal(told, (await RefusesAsync(store, 1)).Cause);
        Assert.Empty(_redis.Uses);
    }

    [Fact]
    public async Task A_redis_with_a_certificate_of_an_authority_that_is_named_counts_and_else_is_told_nothing()
    {
        using var own = TestAuthority.Root();
        using var other = TestAuthority.Root("Another CA");
        using var certificate = own.Issue();
        await using var redis = new FakeRedis(certificate);
        RedisSettings Trusting(TestAuthority? ca) => Settings() with { Host = "localhost", Port = redis.Port, IsEncrypted = true, Anchors = ca is null ? null : Anchors(ca), Password = _password };

        foreach (var ca in new[] { null, other })
        {
            var before = _log.Count(Lost);
            var store = Open(Trusting(ca));
            await Soon.Holds(() => _log.Count(Lost) > before, "it is told");
            Assert.Equal(BrokerErrorCode.ReplayStoreUnavailable, (await RefusesAsync(store, 1)).Code);
        }

        Assert.Empty(redis.Commands);
        await TakesAsync(await ConnectedAsync(Trusting(own)), 1);
        Assert.Single(redis.Uses);
    }

    /// <summary>Its authority is named, so that nothing is wrong but this.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_redis_that_cannot_prove_who_it_is_is_told_nothing(string fault)
    {
        using var own = TestAuthority.Root("A CA that is named");
        using var impostor = TlsImpostor.With(fault, own);
        var store = Open(Settings() with { Host = "localhost", Port = impostor.Port, IsEncrypted = true, Anchors = Anchors(own), Password = _password });
        await Soon.Holds(() => _log.Count(Lost) == 1, "it is told");

        Assert.Equal(BrokerErrorCode.ReplayStoreUnavailable, (await RefusesAsync(store, 1)).Code);
        Assert.Equal(0, impostor.Received);
    }

    [Fact]
    public async Task Whoever_may_connect_but_not_count_is_not_well()
    {
        _redis.Instead = static words => words[0] == "EVAL" ? "-NOAUTH Authentication required.\r\n" : null;
        var store = Open();
        await Soon.Holds(() => _log.Count(Lost) == 1, "it is told");

        Assert.False(store.IsHealthy);
        Assert.Equal("it answered NOAUTH", (await RefusesAsync(store, 1)).Cause);
        Assert.Equal(0, _log.Count(Connected));
    }

    [Fact]
    public async Task A_use_is_given_back_also_when_the_time_of_its_request_is_up()
    {
        var store = await ConnectedAsync();
        await TakesAsync(store, 1);
        await store.GiveBackAsync(Use(1), new CancellationToken(canceled: true));

        await Soon.Holds(() => _redis.Uses.Count == 2, "it was sent");
        await TakesAsync(store, 1);
    }

    [Fact]
    public async Task A_request_whose_time_is_up_counts_nothing()
    {
        var store = await ConnectedAsync();
        Assert.False((await store.TakeAsync(Use(1), new CancellationToken(canceled: true))).TryGet(out _, out var error));

        Assert.Equal(BrokerErrorCode.ReplayStoreUnavailable, error.Code);
        Assert.Empty(_redis.Uses);
    }

    private static TokenUse UseAt(int id, DateTimeOffset now) => new((UInt128)id, 1, now + TimeSpan.FromMinutes(5));

    private TokenUse Use(int id) => UseAt(id, _time.GetUtcNow());

    private static TrustAnchors Anchors(TestAuthority ca) => TrustAnchors.TryRead(ca.Pem, out var anchors, out var fault) ? anchors : throw new InvalidOperationException(fault);

    private RedisSettings Settings() => new("127.0.0.1", _redis.Port, IsEncrypted: false, null, null, null, RedisSettings.DefaultKeyPrefix, Patience);

    private RedisReplayStore Open(RedisSettings? settings = null)
    {
        var chosen = settings ?? Settings();
        var store = new RedisReplayStore(chosen, ct => RedisSocket.OpenAsync(chosen, ct), _time, _log);
        _stores.Add(store);
        return store;
    }

    private async Task<RedisReplayStore> ConnectedAsync(RedisSettings? settings = null)
    {
        var (store, before) = (Open(settings), _log.Count(Connected));
        await Soon.Holds(() => _log.Count(Connected) > before || store.IsHealthy == true, "it is connected");
        return store;
    }

    private Task ComesBackAsync(RedisReplayStore store, int connections) => Soon.Holds(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return store.IsHealthy == true && _log.Count(Connected) >= connections;
        },
        "it is connected again");

    private async Task TakesAsync(RedisReplayStore store, int id)
    {
        if (!(await store.TakeAsync(Use(id), The.Limit)).TryGet(out _, out var error)) Assert.Fail($"{error}\n{_log.Text}");
    }

    private async Task<BrokerError> RefusesAsync(RedisReplayStore store, int id)
    {
        Assert.False((await store.TakeAsync(Use(id), The.Limit)).TryGet(out _, out var error));
        return error;
    }
}
