using Microsoft.Win32.SafeHandles;

namespace Voidkey.Diagnostics;

/// <summary>Opens what audit lines are written to.</summary>
internal static class AuditStreams
{
    /// <summary>Standard output.</summary>
    public static Stream StandardOutput() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new AppendStream(new SafeFileHandle(1, ownsHandle: false), append: false);

    /// <summary>A file to append to, readable by its owner and group only where we create it. A half-written last line is ended first.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Stream File(string path)
    {
        var endsInsideLine = EndsInsideLine(path);
        var stream = Open(path);
        try
        {
            if (endsInsideLine) stream.WriteByte((byte)'\n');
            return stream;
        }
        catch
        {
            // On a full disk. Held open, the file would hold its room though somebody removed it.
            stream.Dispose();
            throw;
        }
    }

    private static Stream Open(string path)
    {
        const FileShare Share = FileShare.ReadWrite | FileShare.Delete;
        if (OperatingSystem.IsWindows()) return new FileStream(path, FileMode.Append, FileAccess.Write, Share, bufferSize: 0);

        RegularFile.RefuseUnreadPipe(path);
        const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        using (new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = Share, BufferSize = 0, UnixCreateMode = OwnerAndGroup }))
        {
            // Made with its mode; opened below as a bare handle.
        }

        return new AppendStream(System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.Write, Share), append: true);
    }

    private static bool EndsInsideLine(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 }) return false;

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }
}
