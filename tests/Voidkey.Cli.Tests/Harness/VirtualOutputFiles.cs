using System.Text;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>Files that are only remembered. One may not be written.</summary>
internal sealed class VirtualOutputFiles : IOutputFiles
{
    public const string Refused = "/refused";

    private readonly MemoryStream _appended = new();

    /// <summary>What every file was given at its end.</summary>
    public string Appended => Encoding.UTF8.GetString(_appended.ToArray());

    public Dictionary<string, string> Replaced { get; } = [];

    public Result<Stream> Append(string path) => Refuse(path) is { } failure ? failure : _appended;

    public Failure? Refuse(string path) => path == Refused ? new Failure(ExitCode.General, FailureCodes.WriteFailed, "the file cannot be written") : null;

    public Failure? Replace(string path, byte[] content)
    {
        Replaced[path] = Encoding.UTF8.GetString(content);
        return Refuse(path);
    }
}
