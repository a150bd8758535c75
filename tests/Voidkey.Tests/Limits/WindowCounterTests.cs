using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Voidkey.Limits;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Limits;

/// <summary>So many in a window, whatever comes when, and a bounded memory of it.</summary>
public sealed class WindowCounterTests
{
    private static readonly WindowLimit Limit = new(5, TimeSpan.FromSeconds(60));

    private readonly FakeTimeProvider _time = new(The.Moment);

    [Fact]
    public void A_window_begins_with_the_first_and_the_next_with_the_first_after_its_end()
    {
        var counter = new WindowCounter<string>(_time);
        for (var i = 0; i < 5; i++) Assert.False(counter.Count("a", Limit).IsOver);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((true, true, TimeSpan.FromSeconds(1)), (counter.Count("a", Limit).IsOver, counter.Look("a", Limit).IsSpent, counter.Look("a", Limit).Rest));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(counter.Look("a", Limit).IsSpent);
        Assert.Equal((1L, TimeSpan.FromSeconds(60)), (counter.Count("a", Limit).Count, counter.Look("a", Limit).Rest));
    }

    [Fact]
    public void Only_the_first_too_many_is_that()
    {
        var counter = new WindowCounter<string>(_time);
        Assert.Equal([6L], Enumerable.Range(0, 20).Select(_ => counter.Count("a", Limit)).Where(static use => use.IsFirstOver).Select(static use => use.Count));
    }

    [Fact]
    public void A_name_counts_for_itself_only()
    {
        var counter = new WindowCounter<string>(_time);
        for (var i = 0; i < 9; i++) counter.Count("a", Limit);
        Assert.True(counter.Look("a", Limit).IsSpent);
        Assert.False(counter.Look("b", Limit).IsSpent);
        Assert.False(counter.Count("b", Limit).IsOver);
    }

    [Fact]
    public void Against_a_slow_counter_it_agrees_whenever_what_comes() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 90]).Array[0, 60].Sample(
            static steps =>
            {
                var time = new FakeTimeProvider(The.Moment);
                var counter = new WindowCounter<int>(time);
                var slow = new Dictionary<int, (DateTimeOffset Start, int Count)>();
                foreach (var (name, pause) in steps)
                {
                    time.Advance(TimeSpan.FromSeconds(pause));
                    var now = time.GetUtcNow();
                    var (start, count) = slow.TryGetValue(name, out var known) && now - known.Start < Limit.Window ? known : (now, 0);
                    slow[name] = (start, count + 1);
                    var use = counter.Count(name, Limit);
                    Assert.Equal((count + 1L, Limit.Window - (now - start)), (use.Count, use.Rest));
                }
            },
            iter: 2000);

    [Fact]
    public void Of_those_that_come_at_once_as_many_are_within_the_limit_as_may_be()
    {
        for (var round = 0; round < 200; round++)
        {
            var counter = new WindowCounter<string>(_time);
            var within = 0;
            Parallel.For(0, 40, _ =>
            {
                if (!counter.Count("a", Limit).IsOver) Interlocked.Increment(ref within);
            });
            Assert.Equal(Limit.Permits, within);
        }
    }

    [Fact]
    public void A_flood_of_names_is_bounded_and_shuts_nobody_out()
    {
        var counter = new WindowCounter<int>(_time);
        for (var name = 0; name < WindowCounter<int>.MostNames; name++) counter.Count(name, Limit);

        for (var i = 0; i < 50; i++) Assert.False(counter.Count(-1, Limit).IsOver);
        for (var i = 0; i < 9; i++) counter.Count(7, Limit);
        Assert.True(counter.Look(7, Limit).IsSpent);

        _time.Advance(Limit.Window);
        for (var i = 0; i < 9; i++) counter.Count(-1, Limit);
        Assert.True(counter.Look(-1, Limit).IsSpent);
    }
}
