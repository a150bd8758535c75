using System.Text;
using Voidkey.Cli.Sessions;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>Private files that are only remembered, and shared by every run that is given them.</summary>
internal sealed class VirtualPrivateFiles : IPrivateFiles
{
    public Dictionary<string, string> Contents { get; } = [];

    /// <summary>Held by another process as long as this says so; asked each time.</summary>
    public Func<bool> IsLocked { get; set; } = () => false;

    public Failure? Refused { get; set; }

    public Failure? Refuse(string directory) => Refused;

    public Result<IReadOnlyList<string>> List(string directory) => Refused is { } failure ? failure : Contents.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path)).Order().ToArray();

    public Result<byte[]> Read(string path, int maxBytes) => Refused is { } failure ? failure
        : Encoding.UTF8.GetBytes(Contents.GetValueOrDefault(path, "")) is var bytes && bytes.Length > maxBytes ? new Failure(ExitCode.Configuration, FailureCodes.Storage, "too large")
        : bytes;

    public Failure? Write(string path, byte[] content)
    {
        if (Refused is null) Contents[path] = Encoding.UTF8.GetString(content);
        return Refused;
    }

    public Failure? Remove(string path)
    {
        Contents.Remove(path);
        return null;
    }

    public Failure? TryLock(string path, out IDisposable? held)
    {
        held = Refused is null && !IsLocked() ? new MemoryStream() : null;
        return Refused;
    }
}
