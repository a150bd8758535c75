namespace Voidkey.Cli.Output;

/// <summary>The files that a command leaves behind.</summary>
internal interface IOutputFiles
{
    /// <summary>Opens a file that somebody else made for us, to add to its end.</summary>
    Result<Stream> Append(string path);
}
