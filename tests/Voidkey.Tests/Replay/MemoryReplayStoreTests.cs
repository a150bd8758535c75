using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Voidkey.Identity;
using Voidkey.Replay;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Replay;

/// <summary>The store in memory: nothing is forgotten while it could matter, and nothing is kept for long after.</summary>
public sealed class MemoryReplayStoreTests
{
    private readonly FakeTimeProvider _time = new(The.Moment);
    private readonly SteppedClock _clock;
    private readonly CapturedLog _log = new();
    private readonly MemoryReplayStore _store;

    public MemoryReplayStoreTests()
    {
        _clock = new SteppedClock(_time);
        _store = new MemoryReplayStore(_clock, _log);
    }

    [Fact]
    public async Task What_has_lapsed_is_forgotten_a_few_at_a_time_as_new_ones_come()
    {
        for (var i = 0; i < 10_000; i++) Assert.True(await TakesAsync(i));
        _time.Advance(TimeSpan.FromMinutes(10));

        var most = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var before = _store.Count;
            Assert.True(await TakesAsync(100_000 + i));
            most = Math.Max(most, before + 1 - _store.Count);
        }

        Assert.Equal(4, most);
        Assert.Equal(10_000, _store.Count);
    }

    [Fact]
    public async Task A_store_that_is_full_refuses_new_tokens_and_forgets_none()
    {
        _store.Capacity = 10;
        for (var i = 0; i < 10; i++) Assert.True(await TakesAsync(i));
        Assert.True(_store.IsHealthy);

        for (var i = 10; i < 30; i++) Assert.Equal(BrokerErrorCode.ReplayStoreUnavailable, await RefusesAsync(i));
        for (var i = 0; i < 10; i++) Assert.Equal(BrokerErrorCode.InvalidToken, await RefusesAsync(i));
        Assert.Equal((10, 1, false), (_store.Count, _log.Count(1122), _store.IsHealthy));

        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.True(await TakesAsync(99));
        Assert.Equal((1, true), (_log.Count(1123), _store.IsHealthy));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_brings_no_token_back()
    {
        Assert.True(await TakesAsync(1));
        _clock.Step = TimeSpan.FromHours(1);
        for (var i = 0; i < 5; i++) Assert.True(await TakesAsync(10 + i));
        Assert.Equal(5, _store.Count);

        _clock.Step = TimeSpan.Zero;
        Assert.Equal(BrokerErrorCode.ReplayStoreUnavailable, await RefusesAsync(1));
        Assert.Equal(BrokerErrorCode.InvalidToken, await RefusesAsync(10));
        Assert.True(await TakesAsync(2, TimeSpan.FromMinutes(6)));
    }

    [Fact]
    public async Task A_token_signed_again_to_live_longer_is_remembered_for_longer()
    {
        Assert.True(await TakesAsync(1, TimeSpan.FromMinutes(5)));
        Assert.Equal(BrokerErrorCode.InvalidToken, await RefusesAsync(1, TimeSpan.FromMinutes(30)));
        _time.Advance(TimeSpan.FromMinutes(20));
        Assert.True(await TakesAsync(2));
        Assert.Equal(BrokerErrorCode.InvalidToken, await RefusesAsync(1, TimeSpan.FromMinutes(10)));

        _time.Advance(TimeSpan.FromMinutes(20));
        Assert.True(await TakesAsync(3));
        Assert.True(await TakesAsync(4));
        Assert.Equal(2, _store.Count);
    }

    [Fact]
    public async Task Taking_and_giving_back_in_turn_makes_nothing_grow()
    {
        var use = Use(1);
        for (var i = 0; i < 1000; i++)
        {
            Assert.True((await _store.TakeAsync(use, The.Limit)).TryGet(out _, out _));
            await _store.GiveBackAsync(use, The.Limit);
        }

        // More than was taken is not given back.
        await _store.GiveBackAsync(use, The.Limit);
        Assert.Equal(1, _store.Count);
        Assert.True(await TakesAsync(1));
        Assert.Equal(BrokerErrorCode.InvalidToken, await RefusesAsync(1));
    }

    /// <summary>Against a store that never forgets: whatever comes in whatever order, no token is used more often than it may be, and none less.</summary>
    [Fact]
    public void No_token_is_ever_used_more_often_than_it_may_be() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 3], Gen.Int[0, 90], Gen.Bool).List[1, 200].Sample(steps =>
        {
            var time = new FakeTimeProvider(The.Moment);
            var store = new MemoryReplayStore(time, _log);
            var uses = new Dictionary<(int Token, int Life), int>();
            foreach (var (token, life, seconds, isGivenBack) in steps)
            {
                time.Advance(TimeSpan.FromSeconds(seconds));
                var until = The.Moment + TimeSpan.FromMinutes((token + 1) * (life + 1));
                if (until <= time.GetUtcNow()) continue;

                var use = new TokenUse((UInt128)(token * 10 + life), 2, until);
                var taken = store.TakeAsync(use, The.Limit).AsTask().Result.TryGet(out _, out _);
                var before = uses.GetValueOrDefault((token, life));
                Assert.Equal(before < 2, taken);
                if (taken && isGivenBack) store.GiveBackAsync(use, The.Limit).AsTask().Wait();
                else if (taken) uses[(token, life)] = before + 1;
            }
        }, iter: 1000, threads: 1);

    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(5);

    private TokenUse Use(int id, TimeSpan? lives = null) => new((UInt128)id, 1, _clock.GetUtcNow() + (lives ?? Usual));

    private async Task<bool> TakesAsync(int id, TimeSpan? lives = null) => (await _store.TakeAsync(Use(id, lives), The.Limit)).TryGet(out _, out _);

    private async Task<BrokerErrorCode> RefusesAsync(int id, TimeSpan? lives = null)
    {
        Assert.False((await _store.TakeAsync(Use(id, lives), The.Limit)).TryGet(out _, out var error));
        return error.Code;
    }
}
