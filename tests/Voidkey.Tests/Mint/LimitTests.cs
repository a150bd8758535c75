using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Mint;

/// <summary>One subject asks for so many mints, and one slow cloud holds so many of them.</summary>
public sealed class LimitTests : IAsyncDisposable
{
    private readonly MintingWorld _world = new(static yaml => yaml.Replace(
        "limits: { enabled: false }", "limits: { perSubject: { permits: 3, window: 60s }, perProviderConcurrency: 2 }", StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Beyond_its_permits_a_subject_is_refused_until_the_window_ends()
    {
        for (var i = 0; i < 3; i++) await _world.MintsAsync("AWS_DEPLOY");
        var error = await _world.RefusesAsync(BrokerErrorCode.RateLimited, _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY"));
        Assert.Equal((new ExceededLimit("subject", 3, TimeSpan.FromSeconds(60)), TimeSpan.FromSeconds(60)), (error.Limit, error.RetryAfter));
        Assert.Equal(3, _world.Aws.Requests.Count);

        _world.Time.Advance(TimeSpan.FromSeconds(60));
        await _world.MintsAsync("AWS_DEPLOY");
    }

    [Fact]
    public async Task Mints_that_are_refused_count_and_tokens_that_are_not_accepted_do_not()
    {
        for (var i = 0; i < 5; i++) await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(_world.Ci.Issue(audience: "somebody-else"), "AWS_DEPLOY"));
        for (var i = 0; i < 3; i++) await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(_world.Ci.Issue(), "OTHERS"));
        await _world.RefusesAsync(BrokerErrorCode.RateLimited, _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY"));
    }

    [Fact]
    public async Task The_same_subject_of_another_provider_is_another_one()
    {
        for (var i = 0; i < 4; i++) await _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY");
        Assert.True((await _world.MintAsync(_world.Other.Issue(), "OTHERS")).TryGet(out _, out _));
    }

    [Fact]
    public async Task The_first_too_many_is_recorded_and_no_flood_of_them()
    {
        for (var i = 0; i < 50; i++) await _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY");
        Assert.Equal(["granted", "granted", "granted", "refused"], _world.AuditLines.Records.Select(static record => (string?)record["decision"]));
        _world.LeakedNothing();
    }

    [Fact]
    public async Task A_cloud_that_hangs_holds_so_many_and_the_next_is_refused_without_asking_it()
    {
        var gate = new Gate();
        _world.Network.Break(MintingWorld.MinioOrigin, gate.Before(_world.Minio.AnswerAsync));
        var held = new[] { _world.MintAsync(_world.Ci.Issue(), "STORE"), _world.MintAsync(_world.Ci.Issue(), "STORE") };
        await Soon.Holds(() => gate.Count == 2, "both are held");

        var error = await _world.RefusesAsync(BrokerErrorCode.ProviderBusy, _world.MintAsync(_world.Ci.Issue(), "STORE"));
        Assert.Equal(("STORE", TimeSpan.FromSeconds(1)), (error.Key, error.RetryAfter));
        Assert.Equal(2, gate.Count);
        gate.Open();
        Assert.All(await Task.WhenAll(held), static result => Assert.True(result.TryGet(out _, out _)));
    }

    [Fact]
    public async Task Mints_of_other_clouds_go_on_and_places_are_given_back()
    {
        await using var world = new MintingWorld(static yaml => yaml.Replace("enabled: false", "perProviderConcurrency: 1", StringComparison.Ordinal));
        var gate = new Gate();
        world.Network.Break(MintingWorld.MinioOrigin, gate.Before(world.Minio.AnswerAsync));
        var held = world.MintAsync(world.Ci.Issue(), "STORE");
        await gate.Arrived;
        await world.MintsAsync("AWS_DEPLOY");
        await world.RefusesAsync(BrokerErrorCode.ProviderBusy, world.MintAsync(world.Ci.Issue(), "STORE"));

        gate.Open();
        Assert.True((await held).TryGet(out _, out _));
        await world.MintsAsync("STORE");
    }
}
