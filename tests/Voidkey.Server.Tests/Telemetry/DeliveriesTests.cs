using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Voidkey.Server.Telemetry;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Server.Tests.Telemetry;

/// <summary>Trouble with a collector is told, and no more often than once a minute.</summary>
public sealed class DeliveriesTests : IDisposable
{
    private const int Failed = 2301;
    private const int Reached = 2302;

    private static readonly Uri Collector = new("https://collector.example.test:4318/a-path-of-its-own");

    private readonly Meter _meter = new("test");
    private readonly CapturedLog _log = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Deliveries _deliveries;

    public DeliveriesTests() => _deliveries = new Deliveries(_meter, _log, _time);

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void Of_many_failures_the_first_is_told_and_the_rest_counted()
    {
        for (var i = 0; i < 100; i++) _deliveries.Count("traces", "no answer in time", Collector);
        Assert.Equal(1, _log.Count(Failed));

        _time.Advance(TimeSpan.FromMinutes(1));
        _deliveries.Count("metrics", "status 500", Collector);
        Assert.Equal(["1 batches", "100 batches"], _log.Lines.Select(static line => line.Text.Split("; ")[1][..line.Text.Split("; ")[1].IndexOf(" were", StringComparison.Ordinal)]));
        Assert.DoesNotContain("a-path-of-its-own", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void One_signal_that_goes_through_while_the_other_does_not_makes_no_lines()
    {
        for (var i = 0; i < 100; i++)
        {
            _deliveries.Count("traces", "status 500", Collector);
            _deliveries.Count("metrics", null, Collector);
        }

        Assert.Equal((1, 1), (_log.Count(Failed), _log.Count(Reached)));
    }

    [Fact]
    public void What_works_says_nothing()
    {
        for (var i = 0; i < 100; i++) _deliveries.Count("traces", null, Collector);
        Assert.Empty(_log.Lines);
    }
}
