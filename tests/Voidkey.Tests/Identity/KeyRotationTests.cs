using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>New keys are seen at once, old ones go with the next fetch, and garbage makes no traffic.</summary>
public sealed class KeyRotationTests : IDisposable
{
    private readonly ValidatorWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_thousand_first_callers_cost_one_fetch()
    {
        var gate = new Gate();
        _world.Network.Break(The.Issuer, gate.Before(_world.Idp.AnswerAsync));
        var token = _world.Token();
        var callers = Enumerable.Range(0, 1000).Select(_ => Task.Run(() => _world.AskAsync(token))).ToArray();
        await gate.Arrived;
        gate.Open();

        Assert.All(await Task.WhenAll(callers), result => Assert.True(result.TryGet(out _, out _)));
        Assert.Equal(1, gate.Count);
    }

    [Fact]
    public async Task Callers_who_come_just_as_the_keys_do_are_served()
    {
        // The narrow moment between looking and asking: many short races, since none can be arranged.
        for (var round = 0; round < 150; round++)
        {
            using var world = new ValidatorWorld();
            var token = world.Token();
            var callers = Enumerable.Range(0, 32).Select(_ => Task.Run(() => world.AskAsync(token))).ToArray();
            Assert.All(await Task.WhenAll(callers), result => Assert.True(result.TryGet(out _, out var error), $"round {round}: {error}"));
            Assert.Equal(1, world.Idp.JwksRequests);

            world.Idp.Rotate();
            world.Time.Advance(TimeSpan.FromSeconds(30));
            var next = world.Idp.Issue();
            callers = [.. Enumerable.Range(0, 32).Select(_ => Task.Run(() => world.AskAsync(next)))];
            Assert.All(await Task.WhenAll(callers), result => Assert.True(result.TryGet(out _, out var error), $"rotation {round}: {error}"));
            Assert.Equal(2, world.Idp.JwksRequests);
        }
    }

    [Fact]
    public async Task A_new_key_is_accepted_inside_the_request_once_30_seconds_have_passed()
    {
        await _world.AcceptsAsync(_world.Idp.Issue());
        _world.Idp.Rotate();
        _world.Time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));

        Assert.False((await _world.AskAsync(_world.Idp.Issue())).TryGet(out _, out var error));
        Assert.Equal((BrokerErrorCode.InvalidToken, TimeSpan.FromSeconds(1)), (error.Code, error.RetryAfter));
        Assert.Equal(1, _world.Idp.JwksRequests);

        _world.Time.Advance(TimeSpan.FromTicks(1));
        await _world.AcceptsAsync(_world.Idp.Issue());
        Assert.Equal(2, _world.Idp.JwksRequests);
    }

    [Fact]
    public async Task Ten_rotations_with_overlap_refuse_nobody()
    {
        await _world.AcceptsAsync(_world.Idp.Issue());
        for (var i = 0; i < 10; i++)
        {
            var old = _world.Key;
            _world.Time.Advance(TimeSpan.FromSeconds(35));
            _world.Idp.Rotate();
            await _world.AcceptsAsync(_world.Idp.Issue(), $"new, {i}");
            await _world.AcceptsAsync(_world.Idp.Issue(signWith: old), $"old, {i}");
        }

        Assert.Equal(11, _world.Idp.JwksRequests);
    }

    [Fact]
    public async Task A_flood_of_unknown_keys_makes_one_fetch_in_30_seconds_and_starves_nobody()
    {
        await _world.AcceptsAsync(_world.Idp.Issue());
        var stranger = SigningKey.Create("ES256");
        for (var second = 0; second < 60; second++)
        {
            var good = _world.Idp.Issue();
            var flood = Enumerable.Range(0, 50).Select(i => stranger.SignJws(Some.Header(stranger, ("kid", $"{second}-{i}")).ToJsonString(), Some.Claims().ToJsonString()));
            var results = await Task.WhenAll(flood.Append(good).Select(token => Task.Run(() => _world.AskAsync(token))));
            Assert.Equal(1, results.Count(result => result.TryGet(out _, out _)));
            Assert.True(results[^1].TryGet(out _, out _));
            Assert.All(results[..^1], result => Assert.True(!result.TryGet(out _, out var error) && error.Code == BrokerErrorCode.InvalidToken && error.RetryAfter <= TimeSpan.FromSeconds(30)));
            _world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_world.Idp.JwksRequests, 2, 3);
        _world.AskedForKeysOnly();
    }

    [Fact]
    public async Task A_withdrawn_key_is_refused_after_the_next_fetch_and_that_comes_within_10_minutes()
    {
        var old = _world.Key;
        await _world.AcceptsAsync(_world.Idp.Issue());
        _world.Idp.Rotate(keepOld: false);

        _world.Time.Advance(TimeSpan.FromMinutes(10));
        await _world.RefusesAsync(_world.Idp.Issue(signWith: old), "signed with a withdrawn key");

        Assert.Equal(2, _world.Idp.JwksRequests);
    }

    [Fact]
    public async Task A_forced_fetch_withdraws_keys_too()
    {
        var old = _world.Key;
        await _world.AcceptsAsync(_world.Idp.Issue());
        _world.Idp.Rotate(keepOld: false);
        _world.Time.Advance(TimeSpan.FromSeconds(30));
        await _world.AcceptsAsync(_world.Idp.Issue(), "the new key");
        await _world.RefusesAsync(_world.Idp.Issue(signWith: old), "signed with a withdrawn key");
    }

    [Fact]
    public async Task Keys_in_use_are_fetched_again_in_the_background()
    {
        await _world.AcceptsAsync(_world.Idp.Issue());
        _world.Time.Advance((TimeSpan.FromMinutes(10) * 0.8) - TimeSpan.FromTicks(1));
        await _world.AcceptsAsync(_world.Idp.Issue());
        Assert.Equal(1, _world.Idp.JwksRequests);

        var gate = new Gate();
        _world.Network.Break(The.Issuer, gate.Before(_world.Idp.AnswerAsync));
        _world.Time.Advance(TimeSpan.FromTicks(1));
        await _world.AcceptsAsync(_world.Idp.Issue(), "served without waiting");
        await gate.Arrived;
        await _world.AcceptsAsync(_world.Idp.Issue(), "served without waiting while the fetch goes on");
        gate.Open();
        Assert.Equal(1, gate.Count);
    }

    [Theory]
    [InlineData(1), InlineData(-1)]
    public async Task A_step_of_the_clock_moves_nothing_in_the_cache(int hours)
    {
        await _world.AcceptsAsync(_world.Idp.Issue());
        var before = _world.Idp.Issue(lifetime: TimeSpan.FromMinutes(5));

        _world.Clock.Step = TimeSpan.FromHours(hours);

        await _world.AcceptsAsync(_world.Idp.Issue(), "issued by the stepped clock");
        Assert.Equal(1, _world.Idp.JwksRequests);
        await _world.RefusesAsync(before, "judged by the wall clock", hours > 0 ? BrokerErrorCode.TokenExpired : BrokerErrorCode.InvalidToken);

        // The cache goes on by its own clock: nothing early, nothing stuck.
        _world.Time.Advance(TimeSpan.FromMinutes(8) - TimeSpan.FromTicks(1));
        await _world.AcceptsAsync(_world.Idp.Issue());
        Assert.Equal(1, _world.Idp.JwksRequests);
        _world.Time.Advance(TimeSpan.FromMinutes(2) + TimeSpan.FromTicks(1));
        await _world.AcceptsAsync(_world.Idp.Issue());
        Assert.Equal(2, _world.Idp.JwksRequests);
    }
}
