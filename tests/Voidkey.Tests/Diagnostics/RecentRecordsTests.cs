using System.Text;
using Voidkey.Diagnostics;
using Xunit;

namespace Voidkey.Tests.Diagnostics;

/// <summary>What is kept of the record for operators.</summary>
public sealed class RecentRecordsTests
{
    [Fact]
    public void The_last_ones_are_kept_and_no_more_than_may_be()
    {
        var recent = new RecentRecords { IsKept = true };
        for (var i = 0; i < 2500; i++) recent.Add(Line(i));

        Assert.Equal(Enumerable.Range(1500, 1000).Select(static i => $"{i}"), recent.Last(5000).Select(Text));
        Assert.Equal(["2498", "2499"], recent.Last(2).Select(Text));
        Assert.Empty(recent.Last(0));
    }

    [Fact]
    public void However_long_they_are_the_memory_is_bounded()
    {
        var recent = new RecentRecords { IsKept = true };
        for (var i = 0; i < 200; i++) recent.Add(new byte[100_000].AsMemory(0, 10));
        Assert.Equal(RecentRecords.MostBytes / 100_000, recent.Last(1000).Count);
        recent.Add(new byte[RecentRecords.MostBytes + 1]);
        Assert.Empty(recent.Last(1000));
    }

    [Fact]
    public void Where_there_are_no_operators_nothing_is_kept()
    {
        var recent = new RecentRecords();
        recent.Add(Line(1));
        Assert.Empty(recent.Last(10));

        recent.IsKept = true;
        recent.Add(Line(2));
        recent.IsKept = false;
        recent.IsKept = true;
        Assert.Empty(recent.Last(10));
    }

    [Fact]
    public void The_very_bytes_are_kept_and_not_a_copy()
    {
        var recent = new RecentRecords { IsKept = true };
        var line = Line(1);
        recent.Add(line);
        Assert.Equal(line, recent.Last(1)[0]);
        recent.Add(ReadOnlyMemory<byte>.Empty);
        Assert.Single(recent.Last(10));
    }

    [Fact]
    public void A_follower_has_the_past_he_asked_for_and_all_that_comes_in_order()
    {
        var recent = new RecentRecords { IsKept = true };
        for (var i = 0; i < 10; i++) recent.Add(Line(i));
        using var follower = recent.Follow(3)!;
        for (var i = 10; i < 13; i++) recent.Add(Line(i));

        Assert.Equal(["7", "8", "9", "10", "11", "12"], ReadAll(follower));
        Assert.False(follower.IsDropped);
    }

    [Fact]
    public async Task Who_does_not_read_is_dropped_without_anybody_waiting_and_others_go_on()
    {
        var recent = new RecentRecords { IsKept = true };
        using var lazy = recent.Follow(0)!;
        using var reader = recent.Follow(0)!;
        var read = 0;
        for (var i = 0; i < 100; i++)
        {
            recent.Add(new byte[100_000]);
            read += ReadAll(reader).Count;
        }

        Assert.Equal(100, read);
        var kept = ReadAll(lazy).Count;
        Assert.Equal(RecordFollower.MostWaiting / 100_000, kept);
        Assert.True(lazy.IsDropped);
        Assert.False(await lazy.WaitAsync(TestContext.Current.CancellationToken));
        Assert.False(reader.IsDropped);
    }

    [Fact]
    public void So_many_may_follow_and_a_place_is_given_back()
    {
        var recent = new RecentRecords { IsKept = true };
        var followers = Enumerable.Range(0, RecentRecords.MostFollowers).Select(_ => recent.Follow(0)!).ToArray();
        Assert.DoesNotContain(null, followers);
        Assert.Null(recent.Follow(0));

        followers[3].Dispose();
        using var next = recent.Follow(0);
        Assert.NotNull(next);
    }

    [Fact]
    public void To_add_one_allocates_next_to_nothing()
    {
        var recent = new RecentRecords { IsKept = true };
        for (var i = 0; i < 2000; i++) recent.Add(Line(i));
        var line = Line(7);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) recent.Add(line);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    private static ReadOnlyMemory<byte> Line(int i) => Encoding.ASCII.GetBytes($"{i}");

    private static string Text(ReadOnlyMemory<byte> line) => Encoding.ASCII.GetString(line.Span);

    private static List<string> ReadAll(RecordFollower follower)
    {
        var lines = new List<string>();
        while (follower.TryRead(out var line)) lines.Add(Text(line));
        return lines;
    }
}
