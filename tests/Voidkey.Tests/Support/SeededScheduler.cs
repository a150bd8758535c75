namespace Voidkey.Tests.Support;

/// <summary>Runs tasks on one thread, and picks by a seed which of those that could go on does so: an interleaving that is the same again for the same seed.</summary>
internal sealed class SeededScheduler(int seed) : TaskScheduler
{
    // Endless turns are a bug of what is tested: nothing here waits for the machine.
    private const int MostTurns = 100_000;

    private readonly Seeded _seeded = new((ulong)seed);
    private readonly List<Task> _ready = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>Whether anything went on elsewhere, and so in an order of nobody's choosing.</summary>
    public bool HasEscaped { get; private set; }

    public int Below(int count) => _seeded.Below(count);

    public Task Start(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Goes on until nobody can.</summary>
    public void Run()
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            for (var turns = 0; _ready.Count > 0; turns++)
            {
                if (turns == MostTurns) throw new InvalidOperationException("it goes on for ever");
                var at = Below(_ready.Count);
                var next = _ready[at];
                _ready.RemoveAt(at);
                TryExecuteTask(next);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    protected override void QueueTask(Task task)
    {
        if (Environment.CurrentManagedThreadId != _thread) HasEscaped = true;
        lock (_ready) _ready.Add(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;
}
