namespace Voidkey.Cli;

/// <summary>Files that a command looks at on its own account, not because somebody named them on the command line.</summary>
internal interface IFiles
{
    bool Exists(string path);

    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    Stream Open(string path);
}
