namespace Voidkey.Diagnostics;

/// <summary>What the broker did for one request and how long each step took, for those who log it. Written while the request is under way, read when it is over.</summary>
public sealed class RequestSteps
{
    private readonly long[] _ticks = new long[(int)RequestStep.Audit + 1];

    /// <summary>Whose token it is, as far as that is known; null: nobody's of the configuration.</summary>
    public string? Idp { get; internal set; }

    /// <summary>True where the caller was verified, whatever became of the request.</summary>
    public bool IsVerified { get; internal set; }

    /// <summary>True where the caller had been told already that he asks too often: such requests may come without end.</summary>
    public bool IsOverLimit { get; internal set; }

    /// <summary>The access providers of the keys that were granted, in the order of the keys.</summary>
    public IReadOnlyList<string> Providers { get; internal set; } = [];

    /// <returns>How long a step took; of keys that were minted at once, for the one that took longest. Zero: it was not made.</returns>
    public TimeSpan Of(RequestStep step) => new(Interlocked.Read(ref _ticks[(int)step]));

    internal void Took(RequestStep step, TimeSpan time)
    {
        ref var ticks = ref _ticks[(int)step];
        for (var seen = Interlocked.Read(ref ticks); time.Ticks > seen;)
        {
            var before = Interlocked.CompareExchange(ref ticks, time.Ticks, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}

/// <summary>The steps of a mint that take time.</summary>
public enum RequestStep
{
    /// <summary>The caller's token is verified; his provider's keys may have to be fetched.</summary>
    Validate,

    /// <summary>It is decided what he may have.</summary>
    Authorize,

    /// <summary>The broker's own token is had; it may have to be fetched.</summary>
    BrokerToken,

    /// <summary>The access provider is asked.</summary>
    Provider,

    /// <summary>The audit sinks accept the record.</summary>
    Audit,
}
