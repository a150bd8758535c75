using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Voidkey.Configuration;

/// <summary>Opens one file of the configuration.</summary>
internal static partial class ConfigFile
{
    private const int NoSuchFile = 2;
    private const int NotPermitted = 13;
    private const int NotAFolder = 20;

    /// <param name="mayWait">True: opening a pipe waits for somebody to write into it, as at start-up. False: nothing is waited for, and a server that runs is not stopped by a pipe in the place of a file.</param>
    /// <exception cref="IOException">It cannot be opened, or is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path, bool mayWait)
    {
        // A path with a NUL in it is another one to the system.
        path = Path.GetFullPath(path);
        const FileShare Share = FileShare.ReadWrite | FileShare.Delete;
        if (mayWait || OperatingSystem.IsWindows()) return new FileStream(path, FileMode.Open, FileAccess.Read, Share, bufferSize: 0);

        // O_NONBLOCK and O_CLOEXEC; for a plain file the first means nothing.
        var handle = OpenAtOnce(path, OperatingSystem.IsLinux() ? 0x800 | 0x80000 : 0x4 | 0x1000000);
        return handle.IsInvalid ? throw Failure(Marshal.GetLastPInvokeError()) : new FileStream(handle, FileAccess.Read, bufferSize: 0);
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
