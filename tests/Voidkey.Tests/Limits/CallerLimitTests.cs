using System.Net;
using Microsoft.Extensions.Time.Testing;
using Voidkey.Limits;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Limits;

/// <summary>Failures are counted by what one caller can be assumed to have.</summary>
public sealed class CallerLimitTests
{
    private static readonly LimitSettings Two = new(new WindowLimit(2, TimeSpan.FromSeconds(60)), null, int.MaxValue);

    private readonly CallerLimits _used = new(new FakeTimeProvider(The.Moment));

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("2001:db8::1", "::ffff:192.0.2.7", false)]
    [InlineData("fe80::1%3", "fe80::2%4", true)]
    public void One_that_failed_too_often_refuses(string failing, string asking, bool isRefused)
    {
        for (var i = 0; i < 2; i++) _used.CountFailure(IPAddress.Parse(failing), Two);
        Assert.Equal(isRefused, _used.Against(IPAddress.Parse(asking), Two) is not null);
    }

    [Fact]
    public void The_one_that_uses_it_up_is_told_apart()
    {
        var address = IPAddress.Parse("192.0.2.7");
        Assert.Equal([false, true, false, false], Enumerable.Range(0, 4).Select(_ => _used.CountFailure(address, Two)));
        Assert.Equal(BrokerErrorCode.RateLimited, _used.Against(address, Two)!.Code);
    }

    [Fact]
    public void Nobody_is_limited_who_has_no_address_or_where_nothing_is_said()
    {
        for (var i = 0; i < 9; i++) Assert.False(_used.CountFailure(null, Two));
        Assert.Null(_used.Against(null, Two));
        for (var i = 0; i < 9; i++) Assert.False(_used.CountFailure(IPAddress.Loopback, LimitSettings.None));
        Assert.Null(_used.Against(IPAddress.Loopback, LimitSettings.None));
    }
}
