using Voidkey.Tests.Support;

namespace Voidkey.Tests.Fuzzing;

/// <summary>Edits documents that were good: bytes, ranges, and what a format gives a meaning. The same again for the same seed.</summary>
/// <param name="words">What has a meaning in the format, put in anywhere and in place of values.</param>
/// <param name="maxBytes">The longest document that is made, as the largest that is read.</param>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> words, int maxBytes)
{
    private static readonly byte[] Borders = [.. "{}[]<>\",:;&=.-\n \t|'#!*"u8];
    private static readonly byte[][] Odd = [[0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xE2, 0x80, 0xA8], [0xF0, 0x9F, 0x98, 0x80], [0x1B], [0x0D], [0x0A]];

    private readonly Seeded _seeded = new((ulong)seed);

    public byte[] Next(IReadOnlyList<byte[]> seeds)
    {
        var document = seeds[_seeded.Below(seeds.Count)];
        for (var edits = 1 + _seeded.Below(6); edits > 0; edits--) document = Edit(document, seeds);
        return document.Length <= maxBytes ? document : document[..maxBytes];
    }

    private byte[] Edit(byte[] document, IReadOnlyList<byte[]> seeds)
    {
        var at = _seeded.Below(document.Length + 1);
        var to = Math.Min(document.Length, at + 1 + _seeded.Below(1 + (document.Length / 4)));
        return _seeded.Below(10) switch
        {
            0 => document[..at],
            1 => [.. document[..at], .. document[to..]],
            2 => [.. document[..at], .. Odd[_seeded.Below(Odd.Length)], .. document[at..]],
            3 => Flipped(document),
            4 => [.. document[..to], .. document[at..]],
            5 => Repeated(document, at, to),
            6 => [.. document[..Border(document, at)], .. Word(), .. document[Border(document, at)..]],
            7 => [.. document[..Border(document, at)], .. Word(), .. document[Border(document, to)..]],
            8 => Spliced(document, seeds[_seeded.Below(seeds.Count)]),
            _ => Moved(document),
        };
    }

    private byte[] Word() => words[_seeded.Below(words.Count)];

    private byte[] Flipped(byte[] document)
    {
        if (document.Length == 0) return document;
        var copy = document.ToArray();
        copy[_seeded.Below(copy.Length)] ^= (byte)(1 << _seeded.Below(8));
        return copy;
    }

    private byte[] Repeated(byte[] document, int at, int to)
    {
        var part = document[at..to];
        var times = part.Length == 0 ? 0 : Math.Min(1 << _seeded.Below(16), (maxBytes - document.Length) / part.Length);
        return times <= 0 ? document : [.. document[..at], .. Enumerable.Repeat(part, times).SelectMany(static bytes => bytes), .. document[at..]];
    }

    private byte[] Spliced(byte[] document, byte[] other) => [.. document[..Border(document, _seeded.Below(document.Length + 1))], .. other[Border(other, _seeded.Below(other.Length + 1))..]];

    private byte[] Moved(byte[] document)
    {
        int[] cuts = [.. Enumerable.Range(0, 3).Select(_ => Border(document, _seeded.Below(document.Length + 1))).Order()];
        return [.. document[..cuts[0]], .. document[cuts[1]..cuts[2]], .. document[cuts[0]..cuts[1]], .. document[cuts[2]..]];
    }

    // The next place where something begins or ends.
    private static int Border(byte[] document, int at)
    {
        var found = document.AsSpan(at).IndexOfAny(Borders);
        return found < 0 ? at : at + found;
    }
}
