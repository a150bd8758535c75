namespace Voidkey.Cli;

/// <summary>The files of this machine.</summary>
internal sealed class DiskFiles : IFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string? CurrentDirectory
    {
        get
        {
            try
            {
                return Directory.GetCurrentDirectory();
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    public bool Exists(string path) => File.Exists(path);

    public UnixFileMode? ModeOf(string path)
    {
        try
        {
            return OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It went away a moment ago, and opening it will say so.
            return null;
        }
    }

    public Stream Open(string path) => File.OpenRead(path);

    public void Write(string path, byte[] content, UnixFileMode? mode = null)
    {
        // Through a link, as an editor would: a user's file may lie in a folder of dotfiles.
        var target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        var directory = Path.GetDirectoryName(target)!;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        var draft = Path.Combine(directory, $".{Path.GetRandomFileName()}");
        try
        {
            using (var stream = new FileStream(draft, options)) stream.Write(content);
            if (mode is { } chosen && !OperatingSystem.IsWindows()) File.SetUnixFileMode(draft, chosen);
            File.Move(draft, target, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    public IReadOnlyList<string> List(string directory)
    {
        try
        {
            return Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path))] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    public void Delete(string path) => File.Delete(path);
}
