using System.Runtime.InteropServices;

namespace Voidkey.Cli.Output;

/// <summary>How wide the terminal behind stdout is. <see cref="Console"/> knows too, but sends a terminal sequences of its own.</summary>
internal static partial class TerminalWidth
{
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ on Linux
    private const int LeastWidth = 20;

    /// <returns>Columns; null: it does not say, or says something that nobody could read.</returns>
    public static int? Of()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var size = new ushort[4];
        return Control(1, GetWindowSize, size) == 0 && size[1] >= LeastWidth ? size[1] : null;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, [Out] ushort[] size);
}
