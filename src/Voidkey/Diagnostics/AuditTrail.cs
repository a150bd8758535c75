namespace Voidkey.Diagnostics;

/// <summary>Records decisions in every configured sink. What is not recorded is not handed out.</summary>
/// <param name="recent">Where records that every sink has accepted are kept for a while; null: nowhere.</param>
internal sealed class AuditTrail(IReadOnlyList<IAuditSink> sinks, BrokerMetrics metrics, TimeProvider time, RecentRecords? recent = null)
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    private long _lastProbe = long.MinValue;

    public IReadOnlyList<IAuditSink> Sinks { get; } = sinks;

    /// <summary>True while every sink works.</summary>
    public bool IsHealthy => Sinks.All(static sink => sink.Fault is null);

    /// <param name="line">The record as one line with its line break.</param>
    /// <returns>True once every sink has accepted it.</returns>
    public async ValueTask<bool> RecordAsync(ReadOnlyMemory<byte> line)
    {
        var accepted = true;
        if (Sinks.Count == 1)
        {
            accepted = Count(Sinks[0], await Sinks[0].WriteAsync(line));
        }
        else
        {
            var writes = Sinks.Select(sink => sink.WriteAsync(line).AsTask()).ToArray();
            for (var i = 0; i < writes.Length; i++) accepted &= Count(Sinks[i], await writes[i]);
        }

        if (accepted) recent?.Add(line);
        return accepted;
    }

    /// <summary>Asked before anything is minted: nothing may be minted to be thrown away for want of a record.</summary>
    /// <returns>True while the sinks work. A failing one is tried at most once a second.</returns>
    public async ValueTask<bool> IsReadyAsync()
    {
        if (IsHealthy) return true;

        var now = time.GetTimestamp();
        var last = Interlocked.Read(ref _lastProbe);
        if (last != long.MinValue && time.GetElapsedTime(last, now) < ProbeInterval) return false;
        if (Interlocked.CompareExchange(ref _lastProbe, now, last) != last) return false;

        foreach (var sink in Sinks.Where(static sink => sink.Fault is not null))
        {
            if (!await sink.WriteAsync(ReadOnlyMemory<byte>.Empty)) return false;
        }

        return IsHealthy;
    }

    private bool Count(IAuditSink sink, bool isAccepted)
    {
        metrics.Recorded(sink.Name, isAccepted);
        return isAccepted;
    }
}
