using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Voidkey.Cli.Output;

/// <summary>stdin, stdout and stderr as they are, and failures to write noticed.</summary>
/// <remarks>
/// On Unix, <see cref="Console"/> takes a broken pipe for success and sends a terminal escape sequences of its own; a
/// <see cref="FileStream"/> writes at an offset of its own, over what others wrote to the same file. So this is <c>write(2)</c> itself.
/// </remarks>
internal static class StandardStreams
{
    private const int Interrupted = 4; // EINTR on Linux and macOS

    public static Stream OpenInput() => OperatingSystem.IsWindows()
        ? Console.OpenStandardInput()
        : new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    /// <exception cref="IOException">Not everything could be written.</exception>
    public static void WriteOutput(byte[] data) => Write(1, data, Console.OpenStandardOutput);

    /// <exception cref="IOException">Not everything could be written.</exception>
    public static void WriteErrors(byte[] data) => Write(2, data, Console.OpenStandardError);

    private static void Write(int descriptor, byte[] data, Func<Stream> open)
    {
        if (OperatingSystem.IsWindows())
        {
            using var console = open();
            console.Write(data);
            return;
        }

        for (var written = 0; written < data.Length;)
        {
            var count = WriteTo(descriptor, in data[written], data.Length - written);
            if (count > 0) written += (int)count;
            else if (count == 0 || Marshal.GetLastPInvokeError() != Interrupted) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }
    }

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint WriteTo(int descriptor, in byte data, nint count);
}
