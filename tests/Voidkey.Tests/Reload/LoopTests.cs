using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Reload;

/// <summary>One loop looks and reloads: one reload at a time, whoever asks, and nothing ends it but its end.</summary>
public sealed class LoopTests
{
    [Fact]
    public async Task The_files_are_looked_at_every_two_seconds()
    {
        await using var world = new ReloadWorld();
        using var ended = new CancellationTokenSource();
        var running = world.Reload.RunAsync(ended.Token);
        world.Write("config.yaml", world.Yaml("SECOND"));

        await Soon.Holds(() => Passing(world, world.Log.Count(1402) > 0), "the change is in force");
        await world.GrantsAsync("SECOND", notThis: "FIRST");
        await ended.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Asked_for_many_times_and_with_a_changed_file_there_is_one_reload_at_a_time_and_the_last_word_counts()
    {
        using var slow = new SlowProvider();
        await using var world = new ReloadWorld(more: slow);
        using var ended = new CancellationTokenSource();
        var running = world.Reload.RunAsync(ended.Token);
        world.Write("config.yaml", WithSlow(world.Yaml("SECOND")));
        slow.Hold();
        world.Reload.Ask();
        world.Reload.Ask();
        await slow.Arrived;

        // While that one loads, the file changes again, and three more ask.
        world.Write("config.yaml", WithSlow(world.Yaml("THIRD")));
        for (var i = 0; i < 3; i++) world.Reload.Ask();
        slow.LetGo();
        await Soon.Holds(() => world.Log.Count(1402) == 2, "the second reload is done");
        await world.GrantsAsync("THIRD", notThis: "SECOND");
        Assert.Equal((1, 2), (slow.MostAtOnce, slow.Loads));

        await ended.CancelAsync();
        await running;
        world.Reload.Ask();
        Assert.Equal(2, world.Log.Count(1402));
    }

    [Fact]
    public async Task What_changes_while_it_is_read_is_not_put_in_force()
    {
        using var slow = new SlowProvider();
        await using var world = new ReloadWorld(more: slow);
        await world.LooksAsync();
        slow.Meanwhile = () => world.Write("config.yaml", world.Yaml("THIRD"));
        world.Write("config.yaml", WithSlow(world.Yaml("SECOND")));
        await world.LooksAsync();
        await world.GrantsAsync("FIRST", notThis: "SECOND");

        await world.LooksAsync();
        await world.GrantsAsync("THIRD", notThis: "SECOND");
        Assert.Equal((1, 0), (world.Log.Count(1402), world.Log.Count(1403)));
    }

    [Fact]
    public async Task A_bug_while_loading_is_told_and_ends_nothing()
    {
        using var slow = new SlowProvider();
        await using var world = new ReloadWorld(more: slow);
        using var ended = new CancellationTokenSource();
        var running = world.Reload.RunAsync(ended.Token);
        slow.Bug = new InvalidOperationException("a bug");
        world.Write("config.yaml", WithSlow(world.Yaml("SECOND")));
        world.Reload.Ask();
        await Soon.Holds(() => world.Log.Count(1901) == 1, "the bug is told");
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        Assert.Equal(1, world.Host.RefusedReloads);

        // Put back what it was, it is healthy again.
        slow.Bug = null;
        world.Write("config.yaml", world.Yaml("FIRST"));
        await Soon.Holds(() => Passing(world, world.Host.RefusedReloads == 0), "the next reload works");
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        Assert.Equal((1, 1), (world.Log.Count(1402), world.Log.Count(1901)));
        await ended.CancelAsync();
        await running;
    }

    [Fact]
    public async Task What_came_through_a_pipe_is_not_looked_at_again_and_not_waited_for()
    {
        await using var world = new ReloadWorld("pipe", static world =>
        {
            Unix.MakePipe(world.In("pipe"));
            _ = Task.Run(() => world.Write("pipe", world.Yaml("FIRST")));
        });
        using var ended = new CancellationTokenSource();
        var running = world.Reload.RunAsync(ended.Token);
        Assert.Equal(1, world.Log.Count(1407));
        for (var i = 0; i < 5; i++) world.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, world.Log.Count(1403));

        world.Reload.Ask();
        await Soon.Holds(() => world.Log.Count(1403) == 1, "the reload is refused");
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        await ended.CancelAsync();
        await running;
    }

    private static bool Passing(ReloadWorld world, bool isDone)
    {
        world.Time.Advance(TimeSpan.FromSeconds(2));
        return isDone;
    }

    private static string WithSlow(string yaml) => yaml.Replace("accessProviders:\n", "accessProviders:\n  - { name: slow, type: slow }\n", StringComparison.Ordinal);

    /// <summary>A provider type whose loads can be held up or go wrong; it counts how many there are at once.</summary>
    private sealed class SlowProvider : IAccessProvider, IDisposable
    {
        private readonly ManualResetEventSlim _open = new(initialState: true);
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _now;

        public string Type => "slow";

        public Exception? Bug { get; set; }

        /// <summary>Done in the middle of a load.</summary>
        public Action? Meanwhile { get; set; }

        public int Loads { get; private set; }

        public int MostAtOnce { get; private set; }

        /// <summary>Completes when a load is held up.</summary>
        public Task Arrived => _arrived.Task;

        public void Hold() => _open.Reset();

        public void LetGo() => _open.Set();

        public BindKey Bind(ConfigSection provider)
        {
            if (Bug is not null) throw Bug;
            Meanwhile?.Invoke();
            Loads++;
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _now));
            _arrived.TrySetResult();
            _open.Wait();
            Interlocked.Decrement(ref _now);
            return static _ => throw new InvalidOperationException("no key is of this type");
        }

        public void Dispose() => _open.Dispose();
    }
}
