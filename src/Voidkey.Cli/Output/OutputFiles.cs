namespace Voidkey.Cli.Output;

/// <summary>The files of this machine.</summary>
internal sealed class OutputFiles : IOutputFiles
{
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

    private static bool IsOwnedByAnother(string folder) => FileStatus.Of(folder) is { Owner: not 0, IsOurs: false };

    private static bool IsNoRegularFile(string path) =>
        FileStatus.Of(path) is { } status ? !status.IsRegularFile : Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal);

    private static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    private static Failure NotWritten(string reason) =>
        new(ExitCode.General, FailureCodes.WriteFailed, "the file cannot be written", reason, "choose a file in a folder that only you may write to");
}
