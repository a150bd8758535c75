using Microsoft.Extensions.Time.Testing;
using Voidkey.Server.Requests;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>A request has its 9 s by a clock that nobody sets.</summary>
public sealed class RequestDeadlineTests
{
    [Theory]
    [InlineData(1), InlineData(-1)]
    public void A_step_of_the_clock_neither_shortens_nor_lengthens_a_request(int hours)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        using var deadline = RequestDeadline.Start(time);

        time.AdjustTime(time.GetUtcNow().AddHours(hours));
        time.Advance(RequestDeadline.Limit - TimeSpan.FromTicks(1));
        Assert.False(deadline.IsCancellationRequested);

        time.Advance(TimeSpan.FromTicks(1));
        Assert.True(deadline.IsCancellationRequested);
    }
}
