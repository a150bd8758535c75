using System.Security.Cryptography;
using System.Text;

namespace Voidkey.Cli.Configuration;

/// <summary>Which project files were read and found good by their user: one empty-handed file each, named by the hash of path and content. A changed or moved file is another one.</summary>
internal sealed class TrustedFiles(IFiles files, string? directory)
{
    public bool Contains(string path, byte[] content) => directory is not null && files.Exists(Record(path, content));

    public void Add(string path, byte[] content) => files.Write(Record(path, content), Encoding.UTF8.GetBytes(path + "\n"));

    public void Remove(string path, byte[] content) => files.Delete(Record(path, content));

    private string Record(string path, byte[] content)
    {
        // NUL ends a path, so no other pair of path and content makes the same bytes.
        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(path), 0, .. content]);
        return Path.Combine(directory!, Convert.ToHexStringLower(hash));
    }
}
