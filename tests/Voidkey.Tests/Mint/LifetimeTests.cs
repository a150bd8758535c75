using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Mint;

/// <summary>How long a credential lives: what is configured, less where less is asked for, never more.</summary>
public sealed class LifetimeTests : IAsyncDisposable
{
    private readonly MintingWorld _world = new();

    /// <summary>Key, what is asked for, what STS is asked for.</summary>
    public static TheoryData<string, int?, int> Granted { get; } = new()
    {
        { "AWS_DEPLOY", null, 1800 }, { "AWS_DEPLOY", 900, 900 }, { "AWS_DEPLOY", 1799, 1799 }, { "AWS_DEPLOY", 1801, 1801 }, { "AWS_DEPLOY", 3600, 3600 }, { "AWS_DEPLOY", 3601, 3600 }, { "AWS_DEPLOY", 43200, 3600 },
        { "AWS_DEPLOY", int.MaxValue, 3600 }, { "AWS_READ", null, 900 }, { "AWS_READ", 901, 900 }, { "STORE", null, 3600 }, { "STORE", 900, 900 }, { "STORE", 999_999, 3600 },
    };

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory, MemberData(nameof(Granted))]
    public async Task A_lifetime_is_granted_up_to_the_keys_cap(string key, int? asked, int granted)
    {
        Assert.True((await _world.MintAsync(_world.Ci.Issue(), [key], asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null)).TryGet(out var minted, out _));
        Assert.Equal($"{granted}", _world.Aws.Requests.Concat(_world.Minio.Requests).Single().Parameters["DurationSeconds"]);
        Assert.Equal(The.Moment.AddSeconds(granted), minted.Keys[0].ExpiresAt);
    }

    [Theory]
    [InlineData(899), InlineData(1), InlineData(0), InlineData(-5), InlineData(int.MinValue)]
    public async Task Below_the_clouds_minimum_nothing_is_minted_and_the_minimum_is_named(int asked)
    {
        var error = await _world.RefusesAsync(BrokerErrorCode.InvalidRequest, _world.MintAsync(_world.Ci.Issue(), ["STORE", "AWS_DEPLOY"], TimeSpan.FromSeconds(asked)));
        Assert.Contains("900", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _world.UpstreamCalls);
        Assert.Equal("InvalidRequest", (string?)Assert.Single(_world.AuditLines.Records)["code"]);
    }

    [Fact]
    public async Task What_one_caller_asked_for_is_nothing_to_the_next()
    {
        foreach (var asked in new int?[] { 43200, null, 900, null, 3600, null })
            await _world.MintAsync(_world.Ci.Issue(), ["AWS_DEPLOY"], asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

        Assert.Equal(["3600", "1800", "900", "1800", "3600", "1800"], _world.Aws.Requests.Select(request => request.Parameters["DurationSeconds"]));
    }

    [Theory]
    [InlineData("", "", 3600, 3600), InlineData("duration: 1200", "", 1200, 1200), InlineData("maxDuration: 7200", "", 3600, 7200), InlineData("duration: 1200, maxDuration: 7200", "", 1200, 7200),
     InlineData("", "defaultDuration: 1000", 1000, 1000), InlineData("", "maxDuration: 1500", 1500, 1500), InlineData("duration: 1200", "defaultDuration: 1000, maxDuration: 2000", 1200, 1200),
     InlineData("maxDuration: 12h", "", 3600, 43200), InlineData("", "defaultDuration: 15m, maxDuration: 1h", 900, 900)]
    public async Task The_cap_is_the_keys_else_the_providers_else_an_hour(string key, string provider, int configured, int cap)
    {
        await using var world = new MintingWorld(yaml => yaml
            .Replace("duration: 1800, maxDuration: 3600", key.Length == 0 ? "description: plain" : key, StringComparison.Ordinal)
            .Replace("type: aws-sts,", $"type: aws-sts, {(provider.Length == 0 ? "" : provider + ",")}", StringComparison.Ordinal)
            .Replace("duration: 900, ", "", StringComparison.Ordinal));
        await world.MintsAsync("AWS_DEPLOY");
        Assert.True((await world.MintAsync(world.Ci.Issue(), ["AWS_DEPLOY"], TimeSpan.FromDays(1))).TryGet(out _, out _));
        Assert.Equal([$"{configured}", $"{cap}"], world.Aws.Requests.Select(request => request.Parameters["DurationSeconds"]));
    }
}
