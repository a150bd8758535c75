namespace Voidkey.Cli;

/// <summary>The files of this machine.</summary>
internal sealed class DiskFiles : IFiles
{
    public bool Exists(string path) => File.Exists(path);

    public Stream Open(string path) => File.OpenRead(path);
}
