namespace Voidkey.Cli.Sessions;

/// <summary>Files in a directory that is its owner's alone. What somebody else could have put there is refused, not read.</summary>
internal interface IPrivateFiles
{
    /// <summary>Makes the directory where it is missing, and says what is wrong with it, or null.</summary>
    Failure? Refuse(string directory);

    /// <summary>The names of the files in it; none where there is no directory.</summary>
    Result<IReadOnlyList<string>> List(string directory);

    /// <summary>Empty: there is no such file.</summary>
    Result<byte[]> Read(string path, int maxBytes);

    /// <summary>As a whole or not at all.</summary>
    Failure? Write(string path, byte[] content);

    Failure? Remove(string path);

    /// <summary>Takes a lock that ends with the process, whatever becomes of it.</summary>
    /// <param name="held">Null: another process has it, or it was refused.</param>
    Failure? TryLock(string path, out IDisposable? held);
}
