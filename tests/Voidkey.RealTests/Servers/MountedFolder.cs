using System.Runtime.InteropServices;
using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>A folder as Kubernetes mounts a ConfigMap: <c>config.yaml → ..data/config.yaml</c>, and <c>..data</c> is a link that is replaced by a rename.</summary>
internal sealed class MountedFolder(string name)
{
    private int _versions;

    public string Path { get; } = RunFolder.Make(name);

    /// <summary>Replaces the whole content at once, and removes the version before.</summary>
    public void Publish(string yaml)
    {
        var (before, now) = ($"..version-{_versions}", $"..version-{++_versions}");
        Directory.CreateDirectory(In(now));
        File.WriteAllText(System.IO.Path.Combine(In(now), "config.yaml"), yaml);
        Directory.CreateSymbolicLink(In("..data_tmp"), now);
        Assert.Equal(0, NativeRename(In("..data_tmp"), In("..data")));
        if (!File.Exists(In("config.yaml"))) File.CreateSymbolicLink(In("config.yaml"), "..data/config.yaml");
        if (Directory.Exists(In(before))) Directory.Delete(In(before), recursive: true);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);

    // The platform's Move follows a link to a folder.
    [DllImport("libc", EntryPoint = "rename")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeRename([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
