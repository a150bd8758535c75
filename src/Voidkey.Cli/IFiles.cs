namespace Voidkey.Cli;

/// <summary>Files that a command looks at on its own account, not because somebody named them on the command line.</summary>
internal interface IFiles
{
    /// <summary>Absolute; null where it was removed.</summary>
    string? CurrentDirectory { get; }

    bool Exists(string path);

    /// <summary>Who may do what; null where the system has no such modes.</summary>
    UnixFileMode? ModeOf(string path);

    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    Stream Open(string path);

    /// <summary>Writes a file as a whole, and makes the directories it needs.</summary>
    /// <param name="mode">Who may do what with it; null: its owner alone may read and write.</param>
    /// <exception cref="IOException">It could not be written; what was there is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    void Write(string path, byte[] content, UnixFileMode? mode = null);

    /// <summary>The names of the files in a directory; none where there is no such directory, or it may not be read.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>Removes a file, if it is there.</summary>
    void Delete(string path);
}
