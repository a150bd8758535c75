namespace Voidkey.Diagnostics;

/// <summary>Records decisions in every configured sink. What is not recorded is not handed out.</summary>
internal sealed class AuditTrail(IReadOnlyList<IAuditSink> sinks, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    private long _lastProbe = long.MinValue;

    /// <summary>True while every sink works.</summary>
    public bool IsHealthy => sinks.All(static sink => sink.Fault is null);

    /// <returns>True once every sink has accepted the record.</returns>
    public async ValueTask<bool> RecordAsync(AuditRecord record)
    {
        var line = record.ToLine();
        if (sinks.Count == 1) return await sinks[0].WriteAsync(line);

        var accepted = true;
        foreach (var write in sinks.Select(sink => sink.WriteAsync(line).AsTask()).ToArray()) accepted &= await write;
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

        foreach (var sink in sinks.Where(static sink => sink.Fault is not null))
        {
            if (!await sink.WriteAsync(ReadOnlyMemory<byte>.Empty)) return false;
        }

        return IsHealthy;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sink in sinks) await sink.DisposeAsync();
    }
}
