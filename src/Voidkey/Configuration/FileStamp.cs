using System.Globalization;
using System.Runtime.InteropServices;

namespace Voidkey.Configuration;

/// <summary>How a file looks from outside, links followed: enough to see that it may have changed, without opening it.</summary>
internal static partial class FileStamp
{
    private const int WorkingFolder = -100;
    private const int FollowLinks = 0;
    private const uint BasicStatistics = 0x7ff;

    /// <returns>A text to compare with another: different whenever the file is another one, or has been written to.</returns>
    public static string Of(string path)
    {
        // The platform tells the time of the last write, which whoever writes may set, and not which file it is. statx(2) has one layout on every processor.
        Span<byte> about = stackalloc byte[256];
        if (OperatingSystem.IsLinux() && Statistics(WorkingFolder, path, FollowLinks, BasicStatistics, ref MemoryMarshal.GetReference(about)) == 0)
            return $"{Convert.ToHexStringLower(OwnerModeFileAndSize(about))} {Convert.ToHexStringLower(ChangeWriteAndDevice(about))}";

        var file = new FileInfo(path);
        return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks} {file.CreationTimeUtc.Ticks} {file.LinkTarget}") : "absent";
    }

    private static ReadOnlySpan<byte> OwnerModeFileAndSize(ReadOnlySpan<byte> about) => about[20..48];

    private static ReadOnlySpan<byte> ChangeWriteAndDevice(ReadOnlySpan<byte> about) => about[96..144];

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statistics(int folder, string path, int flags, uint wanted, ref byte about);
}
