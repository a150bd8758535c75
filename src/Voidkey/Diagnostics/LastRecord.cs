namespace Voidkey.Diagnostics;

/// <summary>The last record in a file, which a chain that begins there names: what is cut off behind its back is missed then.</summary>
internal static class LastRecord
{
    // No record is near as long.
    private const int LookedAt = 256 * 1024;

    /// <returns>Null where the file has none, or none can be found near its end.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ChainLink? In(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 }) return null;

        using var file = RegularFile.Open(path, mayWait: false);
        if (!file.CanSeek) return null;
        file.Seek(Math.Max(0, file.Length - LookedAt), SeekOrigin.Begin);
        var bytes = new byte[LookedAt];
        var rest = bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        while (rest.LastIndexOf((byte)'\n') is >= 0 and var end)
        {
            rest = rest[..end];
            if (ChainedRecord.TryRead(rest[(rest.LastIndexOf((byte)'\n') + 1)..], out var record)) return record.Link;
        }

        return null;
    }
}
