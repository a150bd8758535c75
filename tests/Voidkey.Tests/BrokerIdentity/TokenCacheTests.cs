using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.BrokerIdentity;

/// <summary>One token per audience, one fetch for all who wait, and a good token is never thrown away.</summary>
public sealed class TokenCacheTests : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private readonly TokenWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_thousand_waiters_cost_one_fetch()
    {
        var gate = Gated();
        var waiters = Enumerable.Range(0, 1000).Select(_ => Task.Run(async () => await _world.Source.GetTokenAsync(TokenWorld.Audience, The.Limit))).ToArray();
        await gate.Arrived;
        gate.Open();

        Assert.All(await Task.WhenAll(waiters), result => Assert.True(result.TryGet(out _, out _)));
        Assert.Equal(1, gate.Count);
    }

    [Fact]
    public async Task Whoever_comes_just_as_the_token_does_costs_no_second_fetch()
    {
        for (var round = 0; round < 150; round++)
        {
            using var world = new TokenWorld();
            var waiters = Enumerable.Range(0, 32).Select(_ => Task.Run(async () => await world.Source.GetTokenAsync(TokenWorld.Audience, The.Limit))).ToArray();
            Assert.All(await Task.WhenAll(waiters), result => Assert.True(result.TryGet(out _, out var error), error?.ToString()));
            Assert.Equal((round, 1), (round, world.Idp.TokenRequests));
        }
    }

    [Fact]
    public async Task At_80_percent_of_its_life_the_next_token_is_fetched_while_the_old_one_serves()
    {
        var old = await _world.GetsAsync();
        _world.Time.Advance((Life * 0.8) - TimeSpan.FromTicks(1));
        Assert.Same(old, await _world.GetsAsync());
        Assert.Equal(1, _world.Idp.TokenRequests);

        var gate = Gated();
        _world.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Same(old, await _world.GetsAsync());
        await gate.Arrived;
        Assert.Same(old, await _world.GetsAsync());
        gate.Open();

        await Soon.Holds(async () => !ReferenceEquals(old, await _world.GetsAsync()), "the new token serves");
        Assert.Equal(1, gate.Count);
    }

    [Fact]
    public async Task A_token_serves_until_it_expires_although_refreshes_fail()
    {
        var old = await _world.GetsAsync();
        var fetched = _world.Time.GetUtcNow();
        _world.Network.Break(_world.Idp.Issuer, Fault.Status(500));

        foreach (var seconds in new[] { 480, 500, 550, 599 })
        {
            _world.Time.SetUtcNow(fetched + TimeSpan.FromSeconds(seconds));
            Assert.Same(old, await _world.GetsAsync());
        }

        _world.Time.SetUtcNow(fetched + Life - TimeSpan.FromTicks(1));
        Assert.Same(old, await _world.GetsAsync());
        Assert.True(_world.Source.IsHealthy);

        _world.Time.Advance(TimeSpan.FromTicks(1));
        await _world.FailsAsync("it has expired");
        Assert.False(_world.Source.IsHealthy);
        Assert.InRange(_world.Network.Requests.Count, 2, 7);
    }

    [Theory]
    [InlineData(1), InlineData(-1)]
    public async Task A_step_of_the_clock_moves_nothing_in_the_cache(int hours)
    {
        var old = await _world.GetsAsync();
        _world.Clock.Step = TimeSpan.FromHours(hours);

        // Nothing early: it is as old as it is.
        _world.Time.Advance((Life * 0.8) - TimeSpan.FromTicks(1));
        Assert.Same(old, await _world.GetsAsync());
        Assert.Equal(1, _world.Idp.TokenRequests);

        // And nothing stuck: the next one, of the stepped clock, comes when it is due.
        _world.Time.Advance(TimeSpan.FromTicks(1));
        await _world.GetsAsync();
        await Soon.Holds(async () => !ReferenceEquals(old, await _world.GetsAsync()), "the new token serves");
        Assert.Equal(2, _world.Idp.TokenRequests);
        Assert.True(_world.Source.IsHealthy);
    }

    [Fact]
    public async Task A_failing_provider_is_asked_once_a_second_however_many_wait()
    {
        _world.Network.Break(_world.Idp.Issuer, Fault.Status(503));
        for (var i = 0; i < 50; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _world.Source.GetTokenAsync(TokenWorld.Audience, The.Limit).AsTask()));
            _world.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(_world.Network.Requests.Count, 4, 6);
    }

    [Fact]
    public async Task A_caller_who_gives_up_takes_the_fetch_from_nobody()
    {
        var gate = Gated();
        using var impatient = new CancellationTokenSource();
        var first = _world.Source.GetTokenAsync(TokenWorld.Audience, impatient.Token).AsTask();
        await gate.Arrived;
        var second = _world.Source.GetTokenAsync(TokenWorld.Audience, The.Limit).AsTask();
        await impatient.CancelAsync();

        Assert.False((await first).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.BrokerIdentityUnavailable, error.Code);
        gate.Open();
        Assert.True((await second).TryGet(out _, out _));
        Assert.Equal(1, gate.Count);
    }

    [Fact]
    public async Task A_fetch_ends_after_5_seconds()
    {
        var gate = Gated();
        var waiting = _world.Source.GetTokenAsync(TokenWorld.Audience, The.Limit).AsTask();
        await gate.Arrived;
        _world.Time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        Assert.False(waiting.IsCompleted);

        _world.Time.Advance(TimeSpan.FromTicks(1));
        Assert.False((await waiting).TryGet(out _, out var error));
        Assert.Equal($"token endpoint {_world.Idp.TokenUri}: no answer in time", error.Cause);
    }

    [Fact]
    public async Task Audiences_do_not_share_tokens()
    {
        var (a, b) = (await _world.GetsAsync("a"), await _world.GetsAsync("b"));

        Assert.Equal(["a"], a.Claims!.Audience);
        Assert.Equal(["b"], b.Claims!.Audience);
        Assert.Same(a, await _world.GetsAsync("a"));
        Assert.Equal(["a", "b"], _world.Idp.TokenRequestsSeen.Select(request => request.Audience));
        Assert.Equal(["A"], (await _world.GetsAsync("A")).Claims!.Audience);
    }

    [Fact]
    public async Task A_token_that_lives_shorter_than_any_cooldown_serves_all_the_same()
    {
        _world.Idp.Tokens.Lifetime = TimeSpan.FromSeconds(1);
        for (var i = 0; i < 10; i++)
        {
            await _world.GetsAsync();
            _world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(10, _world.Idp.TokenRequests);
    }

    [Fact]
    public async Task A_source_that_throws_is_a_failed_fetch_and_hangs_nobody()
    {
        var source = new Voidkey.BrokerIdentity.CachedTokenSource((_, _) => throw new InvalidOperationException("a bug"), _world.Time);
        Assert.False((await source.GetTokenAsync("a", The.Limit)).TryGet(out _, out var error));
        Assert.Contains("InvalidOperationException", error.Cause, StringComparison.Ordinal);
    }

    private Gate Gated()
    {
        var gate = new Gate();
        _world.Network.Break(_world.Idp.Issuer, gate.Before(_world.Idp.AnswerAsync));
        return gate;
    }
}
