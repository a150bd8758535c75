using System.Text;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>The files of a machine that has none but these.</summary>
internal sealed class VirtualFiles : IFiles
{
    public Dictionary<string, string> Contents { get; } = [];

    /// <summary>Where others than the owner may do something.</summary>
    public Dictionary<string, UnixFileMode> Modes { get; } = [];

    public string? CurrentDirectory { get; set; } = "/home/me/project/src";

    public bool Exists(string path) => Contents.ContainsKey(path);

    public UnixFileMode? ModeOf(string path) => Modes.GetValueOrDefault(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    public Stream Open(string path) => Contents.TryGetValue(path, out var text) ? new MemoryStream(Encoding.UTF8.GetBytes(text)) : throw new FileNotFoundException();

    public void Write(string path, byte[] content, UnixFileMode? mode = null)
    {
        Contents[path] = Encoding.UTF8.GetString(content);
        if (mode is { } chosen) Modes[path] = chosen;
    }

    public IReadOnlyList<string> List(string directory) => [.. Contents.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path))];

    public void Delete(string path) => Contents.Remove(path);
}
