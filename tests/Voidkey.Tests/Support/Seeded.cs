namespace Voidkey.Tests.Support;

/// <summary>Numbers that are the same again for the same seed: SplitMix64. For finding a failure again, and for nothing secret.</summary>
internal sealed class Seeded(ulong seed)
{
    private ulong _state = seed;

    /// <returns>0 to one less than <paramref name="count"/>.</returns>
    public int Below(int count) => (int)(Next() % (ulong)count);

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
