namespace Voidkey.Reliability.Fuzzing;

/// <summary>Edits that know nothing of what the bytes mean.</summary>
internal static class ByteEdits
{
    private static readonly byte[][] Odd = [[0x00], [0xC0, 0x80], [0xEF, 0xBB, 0xBF], [0xFF], [0x0D], [0x0A], [0x0D, 0x0A, 0x0D, 0x0A], [0x1B], [0xE2, 0x80, 0xA8], [0xED, 0xA0, 0x80], "\""u8.ToArray(), "}"u8.ToArray(), ","u8.ToArray()];

    public static byte[] Apply(Seeded seeded, byte[] bytes)
    {
        var at = seeded.Below(bytes.Length + 1);
        var from = Math.Min(at, bytes.Length - 1);
        switch (seeded.Below(6))
        {
            case 0: return bytes[..at];
            case 1: return [.. bytes[..at], .. seeded.Pick(Odd), .. bytes[at..]];
            case 2: return [.. bytes[..from], .. bytes[(from + 1)..]];
            case 3: return [.. bytes[..from], (byte)(bytes[from] ^ (1 << seeded.Below(8))), .. bytes[(from + 1)..]];
            case 4: return [.. bytes[..at], .. bytes[from..], .. bytes[at..]];
            default: return [.. bytes, .. seeded.Pick(Odd)];
        }
    }
}
