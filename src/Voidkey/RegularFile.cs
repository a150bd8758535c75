using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Voidkey;

/// <summary>Files that somebody else may replace at any time, also by something that is no file.</summary>
internal static partial class RegularFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    private const int NoSuchFile = 2;
    private const int NotPermitted = 13;
    private const int NotAFolder = 20;
    private const int NoSuchDevice = 6;
    private const int ForWriting = 1;

    // O_NONBLOCK and O_CLOEXEC; for a plain file the first means nothing.
    private static readonly int WithoutWaiting = OperatingSystem.IsLinux() ? 0x800 | 0x80000 : 0x4 | 0x1000000;

    /// <param name="mayWait">True: opening a pipe waits for somebody to write into it, as at start-up. False: nothing is waited for, and a server that runs is not stopped by a pipe in the place of a file.</param>
    /// <exception cref="IOException">It cannot be opened, or is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path, bool mayWait)
    {
        // A path with a NUL in it is another one to the system.
        path = Path.GetFullPath(path);
        const FileShare Share = FileShare.ReadWrite | FileShare.Delete;
        if (mayWait || OperatingSystem.IsWindows()) return new FileStream(path, FileMode.Open, FileAccess.Read, Share, bufferSize: 0);

        var handle = OpenAtOnce(path, WithoutWaiting);
        return handle.IsInvalid ? throw Failure(Marshal.GetLastPInvokeError()) : new FileStream(handle, FileAccess.Read, bufferSize: 0);
    }

    /// <summary>Reads a whole file, and nothing else than a regular one. Waits for nobody.</summary>
    /// <returns>Its bytes, at least one.</returns>
    /// <exception cref="IOException">There is no such file, it is empty, too large, not a regular file, or may not be read. The message says which, and nothing of the content.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw new IOException("it is a folder");
            using var file = Open(path, mayWait: false);

            // Neither a pipe nor a device has a length, and an empty file is of no use either.
            if (!file.CanSeek || file.Length == 0) throw new IOException("it is empty, or not a regular file");
            var bytes = new byte[Math.Min(file.Length, MaxBytes) + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length == bytes.Length) throw new IOException(length > MaxBytes ? $"it is larger than {MaxBytes} bytes" : "it is being written");
            return length > 0 ? bytes[..length] : throw new IOException("it is being written");
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException("it does not exist", failure);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new IOException("it may not be read", failure);
        }
    }

    /// <summary>Refuses what cannot be opened for writing but by waiting for somebody, for ever: a pipe without a reader.</summary>
    /// <exception cref="IOException">It is such a pipe, or a socket.</exception>
    public static void RefuseUnreadPipe(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        using var handle = OpenAtOnce(Path.GetFullPath(path), ForWriting | WithoutWaiting);
        if (handle.IsInvalid && Marshal.GetLastPInvokeError() == NoSuchDevice) throw new IOException("it is a pipe that nobody reads, or a socket");
    }

    private static Exception Failure(int error) => error switch
    {
        NoSuchFile or NotAFolder => new FileNotFoundException(),
        NotPermitted => new UnauthorizedAccessException(new Win32Exception(error).Message),
        _ => new IOException(new Win32Exception(error).Message),
    };

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenAtOnce(string path, int flags);
}
