using Voidkey.Identity;
using Voidkey.Replay;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Replay;

/// <summary>A use that came to nothing is none: whoever is told to try again can, with the token he has. One that may have come to something stays.</summary>
public sealed class GivenBackTests : IAsyncDisposable
{
    private const string Key = "AWS_DEPLOY";

    private readonly MintingWorld _world = TokenUseTests.Counting("once");

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(503), InlineData(403)]
    public async Task After_the_cloud_has_failed_the_token_is_as_good_as_before(int status)
    {
        var token = _world.Ci.Issue();
        _world.Network.Break(MintingWorld.StsOrigin, Fault.Status(status));
        for (var i = 0; i < 3; i++) await _world.RefusesAsync(status == 403 ? BrokerErrorCode.MintRefused : BrokerErrorCode.CloudUnreachable, _world.MintAsync(token, Key));

        _world.Network.Heal(MintingWorld.StsOrigin);
        await MintsOnceAsync(token);
    }

    [Fact]
    public async Task After_one_of_two_clouds_has_failed_nothing_has_left_and_the_token_is_as_good_as_before()
    {
        var token = _world.Ci.Issue();
        _world.Network.Break(MintingWorld.MinioOrigin, Fault.Refuse);
        await _world.RefusesAsync(BrokerErrorCode.CloudUnreachable, _world.MintAsync(token, Key, "STORE"));
        Assert.Single(_world.Aws.Requests);

        _world.Network.Heal(MintingWorld.MinioOrigin);
        await MintsOnceAsync(token);
    }

    [Fact]
    public async Task After_the_record_has_failed_the_token_is_as_good_as_before()
    {
        var token = _world.Ci.Issue();
        _world.AuditLines.Fails = true;
        await _world.RefusesAsync(BrokerErrorCode.AuditUnavailable, _world.MintAsync(token, Key));
        await _world.RefusesAsync(BrokerErrorCode.AuditUnavailable, _world.MintAsync(token, Key));

        _world.AuditLines.Fails = false;
        _world.Time.Advance(TimeSpan.FromSeconds(2));
        await MintsOnceAsync(token);
    }

    [Fact]
    public async Task While_a_use_is_under_way_the_token_is_used_and_refusing_it_meanwhile_uses_nothing_up()
    {
        var token = _world.Ci.Issue();
        var gate = new Gate();
        _world.Network.Break(MintingWorld.StsOrigin, gate.Before(Answer503Async));
        var first = _world.MintAsync(token, Key);
        await gate.Arrived;
        for (var i = 0; i < 3; i++) await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(token, Key));

        gate.Open();
        await _world.RefusesAsync(BrokerErrorCode.CloudUnreachable, first);
        _world.Network.Heal(MintingWorld.StsOrigin);
        await MintsOnceAsync(token);
    }

    [Fact]
    public async Task A_token_that_was_refused_for_having_been_used_is_not_given_back()
    {
        var token = _world.Ci.Issue();
        await MintsOnceAsync(token);
        await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(token, Key));
    }

    [Fact]
    public async Task While_nobody_can_tell_nothing_is_minted_and_the_caller_is_told_when_to_come_back()
    {
        await using var world = TokenUseTests.Counting("once", new Unavailable());

        var refused = await world.RefusesAsync(BrokerErrorCode.ReplayStoreUnavailable, world.MintAsync(world.Ci.Issue(), Key));

        Assert.Equal(TimeSpan.FromSeconds(1), refused.RetryAfter);
        Assert.Equal(0, world.UpstreamCalls);
        Assert.Equal("refused", (string?)Assert.Single(world.AuditLines.Records)["decision"]);
        Assert.False(world.Broker.IsReplayStoreHealthy);
    }

    [Fact]
    public async Task Who_is_not_counted_needs_no_store()
    {
        await using var world = new MintingWorld(null, new Unavailable());
        Assert.True((await world.MintAsync(world.Ci.Issue(), Key)).TryGet(out _, out _));
    }

    private static Task<HttpResponseMessage> Answer503Async(HttpRequestMessage request, CancellationToken ct) =>
        Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.ServiceUnavailable) { Content = new StringContent("upstream-text") });

    private async Task MintsOnceAsync(Secret token)
    {
        if (!(await _world.MintAsync(token, Key)).TryGet(out _, out var error)) Assert.Fail(error.ToString());
        await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(token, Key));
    }

    private sealed class Unavailable : IReplayStore
    {
        public bool? IsHealthy => false;

        public ValueTask<Result<TokenUse>> TakeAsync(TokenUse use, CancellationToken ct) => new(BrokerError.ReplayStore("out of order"));

        public ValueTask GiveBackAsync(TokenUse use, CancellationToken ct) => throw new InvalidOperationException("nothing was taken");

        public ValueTask DisposeAsync() => default;
    }
}
