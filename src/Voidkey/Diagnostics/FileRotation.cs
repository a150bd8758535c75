using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Voidkey.Diagnostics;

/// <summary>When a file is put aside for a new one.</summary>
/// <param name="Size">Once it has so many bytes; null: whatever it has.</param>
/// <param name="Every">Once its first record is so old; null: however old it is.</param>
/// <param name="Keep">How many of those that were put aside are kept; null: all of them.</param>
internal sealed partial record FileRotation(long? Size, TimeSpan? Every, int? Keep)
{
    // No first record is longer.
    private const int LookedAt = 64 * 1024;

    /// <summary>True where it is time.</summary>
    /// <param name="begunAt">When the file's first record was written.</param>
    public bool IsDue(long size, DateTimeOffset begunAt, DateTimeOffset now) => size > 0 && (size >= Size || now - begunAt >= Every);

    /// <summary>Renames the file, beside itself: <c>audit.jsonl.20260115T120000000Z-0123456789abcdef</c>. Names sort by time.</summary>
    /// <returns>The file it was: where a link stands, what that leads to.</returns>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be renamed.</exception>
    public static string PutAside(string path, DateTimeOffset now)
    {
        var file = Path.GetFullPath(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        var stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);

        // By chance, and not by looking: another process may do the same at this moment, and neither may take the other's name.
        File.Move(file, $"{file}.{stamp}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}", overwrite: true);
        return file;
    }

    /// <summary>Removes those that are not kept, the oldest first.</summary>
    /// <param name="file">What was put aside, by the name it had.</param>
    /// <exception cref="IOException">One cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be removed.</exception>
    public void RemoveOld(string file)
    {
        if (Keep is not { } keep) return;

        foreach (var old in Directory.EnumerateFiles(Path.GetDirectoryName(file)!, $"{Path.GetFileName(file)}.*")
            .Where(other => Stamp().IsMatch(other.AsSpan(file.Length))).OrderDescending(StringComparer.Ordinal).Skip(keep)) File.Delete(old);
    }

    /// <returns>When the first record in a file was written; null where nobody can tell.</returns>
    public static DateTimeOffset? BeginningOf(string path)
    {
        using var file = RegularFile.Open(path, mayWait: false);
        if (!file.CanSeek) return null;

        var bytes = new byte[Math.Min(LookedAt, file.Length)];
        var read = bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        if (read.IndexOf((byte)'\n') is not (> 0 and var end)) return null;
        try
        {
            using var record = JsonDocument.Parse(bytes.AsMemory(0, end));
            return record.RootElement.ValueKind == JsonValueKind.Object && record.RootElement.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var begun) ? begun : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A\.[0-9]{8}T[0-9]{9}Z-[0-9a-f]{16}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Stamp();
}
