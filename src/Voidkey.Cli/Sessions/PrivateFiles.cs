namespace Voidkey.Cli.Sessions;

/// <summary>The files of this machine.</summary>
/// <remarks>The directory is looked at first: where nobody else may write, nothing changes between the look at a file and its use.</remarks>
internal sealed class PrivateFiles : IPrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // EWOULDBLOCK, and ERROR_SHARING_VIOLATION as an HRESULT.
    private const int HeldOnLinux = 11;
    private const int HeldOnMac = 35;
    private const int HeldOnWindows = unchecked((int)0x80070020);

    public Failure? Refuse(string directory)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && !Path.Exists(directory)) Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
            return Wrong(directory, isDirectory: true);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return Refused(directory, e.Message);
        }
    }

    public Result<IReadOnlyList<string>> List(string directory)
    {
        try
        {
            if (!Path.Exists(directory)) return Array.Empty<string>();
            return Wrong(directory, isDirectory: true) is { } failure ? failure : Directory.GetFiles(directory).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToArray();
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return Refused(directory, e.Message);
        }
    }

    public Result<byte[]> Read(string path, int maxBytes)
    {
        try
        {
            if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null) return Array.Empty<byte>();
            if ((Wrong(Path.GetDirectoryName(path)!, isDirectory: true) ?? Wrong(path, isDirectory: false)) is { } failure) return failure;
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var bytes = new byte[maxBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= maxBytes ? bytes[..length] : Refused(path, $"it is over {maxBytes / 1024} KiB");
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return Refused(path, e.Message);
        }
    }

    public Failure? Write(string path, byte[] content)
    {
        var directory = Path.GetDirectoryName(path)!;
        var draft = Path.Combine(directory, $".{Path.GetRandomFileName()}");
        try
        {
            if (Refuse(directory) is { } failure) return failure;
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
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
            return Refused(path, e.Message);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    public Failure? Remove(string path)
    {
        try
        {
            if (Directory.Exists(Path.GetDirectoryName(path))) File.Delete(path);
            return null;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return Refused(path, e.Message);
        }
    }

    /// <remarks>On Unix, .NET holds a file that it shares with nobody by flock(2).</remarks>
    public Failure? TryLock(string path, out IDisposable? held)
    {
        held = null;
        try
        {
            if (Refuse(Path.GetDirectoryName(path)!) is { } failure) return failure;
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            held = new FileStream(path, options);
            return null;
        }
        catch (IOException e) when (e.HResult is HeldOnLinux or HeldOnMac or HeldOnWindows)
        {
            return null;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return Refused(path, e.Message);
        }
    }

    private static Failure? Wrong(string path, bool isDirectory)
    {
        // The user's own folders on Windows are his by their access lists.
        if (OperatingSystem.IsWindows()) return null;
        if ((isDirectory ? new DirectoryInfo(path) : (FileSystemInfo)new FileInfo(path)).LinkTarget is not null) return Refused(path, "it is a symbolic link, and these are not followed");
        if (FileStatus.Of(path) is not { } status) return (File.GetUnixFileMode(path) & (UnixFileMode)0x3f) == 0 ? null : Shared(path, isDirectory);
        if (isDirectory ? !status.IsDirectory : !status.IsRegularFile) return Refused(path, $"it is no {(isDirectory ? "directory" : "regular file")}");
        if (!status.IsOurs) return Refused(path, "it belongs to another user");
        return status.IsShared ? Shared(path, isDirectory) : null;
    }

    private static Failure Shared(string path, bool isDirectory) => new(
        ExitCode.Configuration, FailureCodes.Storage, $"{path} is not yours alone, so it is not used", "others may read it, write to it, or both", $"chmod {(isDirectory ? "700" : "600")} {path}");

    private static Failure Refused(string path, string reason) =>
        new(ExitCode.Configuration, FailureCodes.Storage, $"{path} cannot be used", reason, "remove it and log in again: voidkey logout, voidkey login");

    private static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
