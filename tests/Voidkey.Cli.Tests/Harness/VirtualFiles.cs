using System.Text;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>The files of a machine that has none but these.</summary>
internal sealed class VirtualFiles : IFiles
{
    public Dictionary<string, string> Contents { get; } = [];

    public bool Exists(string path) => Contents.ContainsKey(path);

    public Stream Open(string path) => Contents.TryGetValue(path, out var text) ? new MemoryStream(Encoding.UTF8.GetBytes(text)) : throw new FileNotFoundException();
}
