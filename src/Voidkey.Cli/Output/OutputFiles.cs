using System.Runtime.InteropServices;

namespace Voidkey.Cli.Output;

/// <summary>The files of this machine.</summary>
internal sealed partial class OutputFiles : IOutputFiles
{
    private const int WorkingFolder = -100;
    private const int DoNotFollow = 0x100;
    private const uint BasicStatistics = 0x7ff;
    private const int OwnerOffset = 20;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xf000;
    private const int RegularFile = 0x8000;

    public Result<Stream> Append(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return NotWritten(e.Message);
        }
    }

    public Failure? Refuse(string path)
    {
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path));
            if (folder is null || Directory.Exists(path)) return NotWritten("it is a folder");
            if (!Directory.Exists(folder)) return NotWritten("there is no such folder");
            if (new FileInfo(path).LinkTarget is not null) return NotWritten("it is a symbolic link, and these are not followed");
            if (OperatingSystem.IsWindows()) return null;

            // Whoever may write to the folder may put another file in this one's place.
            if ((File.GetUnixFileMode(folder) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0 || IsOwnedByAnother(folder)) return NotWritten("others may write to its folder");
            return IsNoRegularFile(path) ? NotWritten("it is there already, and is not a regular file") : null;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return NotWritten(e.Message);
        }
    }

    public Failure? Replace(string path, byte[] content)
    {
        if (Refuse(path) is { } refused) return refused;
        var draft = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var stream = new FileStream(draft, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            File.Delete(draft);
            return NotWritten(e.Message);
        }
    }

    private static bool IsOwnedByAnother(string folder) => About(folder) is { } about && BitConverter.ToUInt32(about, OwnerOffset) is not 0 and var owner && owner != UserId();

    private static bool IsNoRegularFile(string path) =>
        About(path) is { } about ? (BitConverter.ToUInt16(about, ModeOffset) & TypeMask) != RegularFile : Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal);

    /// <summary>What statx(2) says, which has one layout on every processor; null: nothing is there, or this is not Linux.</summary>
    private static byte[]? About(string path)
    {
        var about = new byte[256];
        return OperatingSystem.IsLinux() && Statistics(WorkingFolder, path, DoNotFollow, BasicStatistics, about) == 0 ? about : null;
    }

    private static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    private static Failure NotWritten(string reason) =>
        new(ExitCode.General, FailureCodes.WriteFailed, "the file cannot be written", reason, "choose a file in a folder that only you may write to");

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statistics(int folder, string path, int flags, uint wanted, [Out] byte[] about);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint UserId();
}
