namespace Voidkey.Limits;

/// <summary>Bounds how many mints are under way at one access provider, so that a cloud that hangs holds its own callers and nobody else's.</summary>
/// <param name="most">How many there may be at a time.</param>
internal sealed class Bulkhead(int most)
{
    private int _underWay;

    /// <summary>How many there may be at a time; <see cref="int.MaxValue"/>: as many as come.</summary>
    public int Most => most;

    /// <summary>How many there are now.</summary>
    public int UnderWay => Math.Min(Volatile.Read(ref _underWay), most);

    /// <summary>Takes a place, to be given back with <see cref="Leave"/>.</summary>
    /// <returns>False where all are taken. Nobody waits for one: who waits here is still waiting when his time is over.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _underWay) <= most) return true;

        Interlocked.Decrement(ref _underWay);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _underWay);
}
