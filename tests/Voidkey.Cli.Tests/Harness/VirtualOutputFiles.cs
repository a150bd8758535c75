using System.Text;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>Files that are only remembered.</summary>
internal sealed class VirtualOutputFiles : IOutputFiles
{
    private readonly MemoryStream _appended = new();

    /// <summary>What every file was given at its end.</summary>
    public string Appended => Encoding.UTF8.GetString(_appended.ToArray());

    public Result<Stream> Append(string path) =>
        path == "/refused" ? new Failure(ExitCode.General, FailureCodes.WriteFailed, "the file could not be written") : _appended;
}
