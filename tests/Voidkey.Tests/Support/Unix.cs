using System.Runtime.InteropServices;

namespace Voidkey.Tests.Support;

/// <summary>What the platform's library does not do with files.</summary>
internal static class Unix
{
    /// <summary>Makes a named pipe: whoever opens one the plain way waits until somebody opens the other end.</summary>
    public static void MakePipe(string path) => Check(NativeMakePipe(path, 0x180), path);

    /// <summary>Renames anything onto anything, at once: a link to a folder is taken for a link.</summary>
    public static void Rename(string from, string to) => Check(NativeRename(from, to), to);

    private static void Check(int result, string path)
    {
        if (result != 0) throw new IOException($"{path}: error {Marshal.GetLastPInvokeError()}");
    }

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeMakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);

    [DllImport("libc", EntryPoint = "rename", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeRename([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
