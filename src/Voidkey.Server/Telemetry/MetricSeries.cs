namespace Voidkey.Server.Telemetry;

/// <summary>What one instrument measured under one set of labels. Safe for concurrent use, and without a lock: it stands on the way of every mint.</summary>
/// <param name="labels">As they are told: <c>idp="ci",outcome="ok"</c>; empty: none.</param>
/// <param name="bounds">The upper bounds of a histogram's buckets, ascending; empty: it is none.</param>
internal sealed class MetricSeries(string labels, IReadOnlyList<double> bounds)
{
    private readonly double[] _bounds = [.. bounds];
    private readonly long[] _buckets = bounds.Count == 0 ? [] : new long[bounds.Count + 1];
    private double _value;

    public string Labels { get; } = labels;

    /// <summary>The value; of a histogram the sum of all that was measured.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>The look at which it was seen last, for what is measured only when somebody looks.</summary>
    public long SeenAt { get; private set; }

    public IReadOnlyList<double> Bounds => _bounds;

    /// <summary>How many measurements fell into each bucket, the one above all bounds last.</summary>
    public long[] Buckets => Array.ConvertAll(_buckets, static count => Volatile.Read(ref count));

    public void Observe(double value, long look)
    {
        Volatile.Write(ref _value, value);
        SeenAt = look;
    }

    public void Add(double value)
    {
        for (var seen = Volatile.Read(ref _value); ;)
        {
            var before = Interlocked.CompareExchange(ref _value, seen + value, seen);
            if (before.Equals(seen)) return;
            seen = before;
        }
    }

    public void Sample(double value)
    {
        var bucket = 0;
        while (bucket < _bounds.Length && value > _bounds[bucket]) bucket++;
        Interlocked.Increment(ref _buckets[bucket]);
        Add(value);
    }
}
