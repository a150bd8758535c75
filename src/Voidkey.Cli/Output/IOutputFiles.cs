namespace Voidkey.Cli.Output;

/// <summary>The files that a command leaves behind.</summary>
internal interface IOutputFiles
{
    /// <summary>Opens a file that somebody else made for us, to add to its end.</summary>
    Result<Stream> Append(string path);

    /// <summary>Why credentials may not be written there; null: they may.</summary>
    Failure? Refuse(string path);

    /// <summary>Writes a file as a whole, for its owner alone. What was there is replaced, or left as it was.</summary>
    Failure? Replace(string path, byte[] content);
}
