namespace Voidkey.Demo;

/// <summary>What can be seen from outside the broker, one for each of the ten steps that crosses a wire.</summary>
internal enum Sight
{
    JobAskedForToken = 1,
    JobGotToken = 2,
    MintPosted = 3,
    KeysFetched = 4,
    BrokerAskedForToken = 6,
    BrokerGotToken = 7,
    StsAsked = 8,
    StsAnswered = 9,
    MintAnswered = 10,
}

/// <summary>What was seen, and when.</summary>
internal sealed class Timeline(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<(Sight Sight, long At)> _seen = [];

    /// <summary>Called for each sight as it happens.</summary>
    public Action<Sight>? Watcher { get; set; }

    public void Saw(Sight sight)
    {
        lock (_gate) _seen.Add((sight, time.GetTimestamp()));
        Watcher?.Invoke(sight);
    }

    public int Count(Sight sight)
    {
        lock (_gate) return _seen.Count(entry => entry.Sight == sight);
    }

    /// <summary>How long after the first mint was posted something was first seen; negative: before it. Null: never.</summary>
    public TimeSpan? SinceMint(Sight sight)
    {
        lock (_gate)
        {
            var posted = _seen.Find(entry => entry.Sight == Sight.MintPosted);
            var wanted = _seen.Find(entry => entry.Sight == sight);
            return posted.At == 0 || wanted.At == 0 ? null : time.GetElapsedTime(posted.At, wanted.At);
        }
    }
}
