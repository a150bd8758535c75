using System.Runtime.InteropServices;

namespace Voidkey.Cli;

/// <summary>What statx(2) says of a file, which has one layout on every processor. Links are not followed.</summary>
/// <param name="Owner">The user's id.</param>
/// <param name="Mode">Its type and who may do what, as in stat(2).</param>
internal readonly partial record struct FileStatus(uint Owner, int Mode)
{
    private const int WorkingFolder = -100;
    private const int DoNotFollow = 0x100;
    private const uint BasicStatistics = 0x7ff;
    private const int OwnerOffset = 20;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xf000;

    public bool IsRegularFile => (Mode & TypeMask) == 0x8000;

    public bool IsDirectory => (Mode & TypeMask) == 0x4000;

    public bool IsOurs => Owner == UserId();

    /// <summary>Whether anybody but the owner may do anything.</summary>
    public bool IsShared => (Mode & 0x3f) != 0;

    /// <summary>Null: nothing is there, or this is not Linux.</summary>
    public static FileStatus? Of(string path)
    {
        var about = new byte[256];
        return OperatingSystem.IsLinux() && Statistics(WorkingFolder, path, DoNotFollow, BasicStatistics, about) == 0
            ? new FileStatus(BitConverter.ToUInt32(about, OwnerOffset), BitConverter.ToUInt16(about, ModeOffset))
            : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statistics(int folder, string path, int flags, uint wanted, [Out] byte[] about);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint UserId();
}
