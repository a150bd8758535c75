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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return NotWritten(e);
        }
    }

    public static Failure NotWritten(Exception e) => new(ExitCode.General, FailureCodes.WriteFailed, "the file could not be written", e.Message, "check the path, its permissions, and the space on the disk");
}
