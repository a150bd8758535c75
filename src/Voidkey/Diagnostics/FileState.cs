using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Voidkey.Diagnostics;

/// <summary>Which file it is that a path names or a descriptor holds, and what there is to say of it.</summary>
/// <param name="Born">When it was made, in nanoseconds, where the file system knows: the number of a file that was removed is given to the next one.</param>
/// <param name="Links">How many names it has; 0: it was removed.</param>
internal readonly partial record struct FileState(uint DeviceMajor, uint DeviceMinor, ulong Inode, Int128 Born, uint Links, long Size, bool IsRegular)
{
    private const int WorkingFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatsAndBirth = 0xfff;
    private const int NoSuchFile = 2;
    private const int NotAFolder = 20;

    /// <summary>There is no such file.</summary>
    public static FileState Absent => default;

    /// <summary>True where there is a file.</summary>
    public bool Exists => Links > 0;

    /// <returns>Null where this system cannot say.</returns>
    public static FileState? Of(string path) => OperatingSystem.IsLinux() ? Look(WorkingFolder, path, 0) : null;

    /// <returns>Null where this system cannot say.</returns>
    public static FileState? Of(SafeFileHandle handle) => OperatingSystem.IsLinux() ? Look((int)handle.DangerousGetHandle(), "", EmptyPath) : null;

    public bool IsSameFileAs(FileState other) => Inode == other.Inode && Born == other.Born && DeviceMajor == other.DeviceMajor && DeviceMinor == other.DeviceMinor;

    // statx(2), whose answer has one layout on every processor.
    private static FileState? Look(int folder, string path, int flags)
    {
        Span<byte> answer = stackalloc byte[256];
        if (Statx(folder, path, flags, BasicStatsAndBirth, ref MemoryMarshal.GetReference(answer)) != 0) return Marshal.GetLastPInvokeError() is NoSuchFile or NotAFolder ? Absent : null;

        return new FileState(
            BinaryPrimitives.ReadUInt32LittleEndian(answer[136..]),
            BinaryPrimitives.ReadUInt32LittleEndian(answer[140..]),
            BinaryPrimitives.ReadUInt64LittleEndian(answer[32..]),
            ((Int128)BinaryPrimitives.ReadInt64LittleEndian(answer[80..]) * 1_000_000_000) + BinaryPrimitives.ReadUInt32LittleEndian(answer[88..]),
            BinaryPrimitives.ReadUInt32LittleEndian(answer[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(answer[40..]),
            (BinaryPrimitives.ReadUInt16LittleEndian(answer[28..]) & 0xf000) == 0x8000);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte answer);
}
