using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>The outage of an identity provider is not ours while its keys are known, and is told as what it is when they are not.</summary>
public sealed class KeyOutageTests : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Stale = TimeSpan.FromHours(1);
    private readonly ValidatorWorld _world = new();
    private bool _timePasses;

    public static TheoryData<string> Modes { get; } = [.. Outages.Names];

    public void Dispose() => _world.Dispose();

    [Theory, MemberData(nameof(Modes))]
    public async Task Known_keys_serve_through_an_outage_of_70_minutes_when_the_provider_answers(string mode)
    {
        _world.Network.Map(Outages.Elsewhere, _world.Idp.AnswerAsync);
        var fetched = _world.Time.GetUtcNow();
        await _world.AcceptsAsync(_world.Idp.Issue(), "warm");
        Break(mode);

        foreach (var minutes in new[] { 1, 8, 9, 11, 12, 30, 50, 69 })
        {
            _world.Time.SetUtcNow(fetched + TimeSpan.FromMinutes(minutes));
            Assert.True((await AskAsync(_world.Idp.Issue())).TryGet(out _, out var refusal), $"{mode}, {minutes} min: {refusal}");
        }

        _world.Time.SetUtcNow(fetched + Fresh + Stale - TimeSpan.FromTicks(1));
        Assert.True((await AskAsync(_world.Idp.Issue())).TryGet(out _, out _), "to the tick");
        Assert.False(_world.Validator.IsHealthy);

        _world.Time.Advance(TimeSpan.FromTicks(1));
        Assert.False((await AskAsync(_world.Idp.Issue())).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.CallerKeysUnavailable, error.Code);
        Assert.NotNull(error.RetryAfter);
        Assert.Empty(_world.Network.RequestsTo(Outages.Elsewhere));

        await HealsAsync();
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task Without_keys_a_caller_is_told_to_come_again_when_the_provider_answers(string mode)
    {
        _world.Network.Map(Outages.Elsewhere, _world.Idp.AnswerAsync);
        Break(mode);

        Assert.False((await AskAsync(_world.Idp.Issue())).TryGet(out _, out var error));

        Assert.Equal(BrokerErrorCode.CallerKeysUnavailable, error.Code);
        Assert.InRange(error.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.DoesNotContain("upstream-text", $"{error} {_world.Log.Text}", StringComparison.Ordinal);
        Assert.False(_world.Validator.IsHealthy);
        Assert.Empty(_world.Network.RequestsTo(Outages.Elsewhere));
        await HealsAsync();
    }

    [Fact]
    public async Task While_the_provider_fails_an_unknown_key_may_be_a_new_one()
    {
        await _world.AcceptsAsync(_world.Idp.Issue());
        _world.Idp.Rotate(keepOld: false);
        Break("500");
        _world.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.False((await AskAsync(_world.Idp.Issue())).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.CallerKeysUnavailable, error.Code);
    }

    [Fact]
    public async Task A_failing_provider_is_asked_at_most_once_a_second_cold_and_twice_a_minute_warm()
    {
        Break("500");
        for (var i = 0; i < 100; i++)
        {
            await AskAsync(_world.Idp.Issue());
            _world.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(_world.Network.Requests.Count, 9, 11);
        await HealsAsync();

        Break("500");
        _world.Time.Advance(Fresh);
        var before = _world.Network.Requests.Count;
        for (var i = 0; i < 120; i++)
        {
            Assert.True((await AskAsync(_world.Idp.Issue())).TryGet(out _, out _));

            // In the background, and the clock must not run away from it.
            if (i % 30 == 0) await Soon.Holds(() => _world.Network.Requests.Count - before == (i / 30) + 1, $"it is asked at {i} s");
            _world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(4, _world.Network.Requests.Count - before);
    }

    [Fact]
    public async Task Whoever_stops_waiting_takes_the_keys_from_nobody()
    {
        var gate = new Gate();
        _world.Network.Break(The.Issuer, gate.Before(_world.Idp.AnswerAsync));
        using var impatient = new CancellationTokenSource();

        var first = _world.Validator.ValidateAsync(_world.Idp.Issue(), impatient.Token).AsTask();
        var second = _world.AskAsync(_world.Idp.Issue());
        await gate.Arrived;
        await impatient.CancelAsync();
        Assert.False((await first).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.CallerKeysUnavailable, error.Code);

        gate.Open();
        Assert.True((await second).TryGet(out _, out _));
        Assert.Equal(1, gate.Count);
    }

    private void Break(string mode)
    {
        _timePasses = Outages.NeverEnds(mode);
        _world.Network.Break(The.Issuer, Outages.Named(mode, _world.Time));
    }

    private Task<Result<Voidkey.Identity.Principal>> AskAsync(Secret token) => _timePasses ? _world.Time.WaitAsync(_world.AskAsync(token)) : _world.AskAsync(token);

    private async Task HealsAsync()
    {
        _world.Network.Heal(The.Issuer);
        _timePasses = false;
        _world.Time.Advance(TimeSpan.FromSeconds(30));
        await Soon.Holds(
            async () => (await AskAsync(_world.Idp.Issue())).TryGet(out _, out _) && _world.Validator.IsHealthy == true,
            "the broker heals without a restart");
    }
}
