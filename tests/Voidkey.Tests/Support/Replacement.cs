using System.Diagnostics;
using Xunit;

namespace Voidkey.Tests.Support;

/// <summary>The ways in which a file is replaced while somebody reads it, and those in which the new version is none.</summary>
internal static class Replacement
{
    /// <summary>How a good version comes.</summary>
    public static IReadOnlyList<string> Ways { get; } = ["overwritten", "renamed over", "overwritten with its time restored", "a link that is turned", "a Kubernetes volume", "removed and written again"];

    /// <summary>How a version is none, whatever the file is for.</summary>
    public static IReadOnlyList<string> Damages { get; } = ["gone", "empty", "garbage", "half", "too large", "a folder", "a pipe", "a link to nowhere", "a device"];

    /// <summary>Lays the files out as they are before.</summary>
    /// <returns>What replaces the content of <paramref name="path"/> by another.</returns>
    public static Action Prepare(string way, string path, string content)
    {
        var (folder, name) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));
        string In(string other) => Path.Combine(folder, other);
        switch (way)
        {
            case "overwritten": return () => File.WriteAllText(path, content);
            case "removed and written again":
                return () =>
                {
                    File.Delete(path);
                    File.WriteAllText(path, content);
                };
            case "renamed over":
                File.WriteAllText(In("next"), content);
                return () => File.Move(In("next"), path, overwrite: true);
            case "overwritten with its time restored":
                return () =>
                {
                    var before = File.GetLastWriteTimeUtc(path);
                    File.WriteAllText(path, content);
                    File.SetLastWriteTimeUtc(path, before);
                };
            case "a link that is turned":
                File.Move(path, In("one"));
                File.WriteAllText(In("two"), content);
                File.CreateSymbolicLink(path, "one");
                return () => Turn(folder, name, "two");
            case "a Kubernetes volume":
                // ..2026_1/token, ..data -> ..2026_1, token -> ..data/token, as the kubelet writes it.
                Directory.CreateDirectory(In("..2026_1"));
                Directory.CreateDirectory(In("..2026_2"));
                File.Move(path, Path.Combine(In("..2026_1"), name));
                File.WriteAllText(Path.Combine(In("..2026_2"), name), content);
                File.CreateSymbolicLink(In("..data"), "..2026_1");
                File.CreateSymbolicLink(path, $"..data/{name}");
                return () =>
                {
                    Turn(folder, "..data", "..2026_2");
                    Directory.Delete(In("..2026_1"), recursive: true);
                };
            default: throw new ArgumentOutOfRangeException(nameof(way), way, "there is no such way");
        }
    }

    /// <summary>Puts something in the place of a file that is of no use.</summary>
    public static void Damage(string how, string path)
    {
        var good = File.ReadAllText(path);
        File.Delete(path);
        switch (how)
        {
            case "gone": break;
            case "empty": File.WriteAllText(path, ""); break;
            case "garbage": File.WriteAllText(path, "canary-content\0"); break;
            case "half": File.WriteAllText(path, good[..(good.Length / 2)]); break;
            case "too large": File.WriteAllText(path, good + new string('\n', 1 << 20)); break;
            case "a folder": Directory.CreateDirectory(path); break;
            case "a pipe": Run("mkfifo", path); break;
            case "a link to nowhere": File.CreateSymbolicLink(path, "nowhere"); break;
            case "a device": File.CreateSymbolicLink(path, "/dev/zero"); break;
            default: throw new ArgumentOutOfRangeException(nameof(how), how, "there is no such damage");
        }
    }

    /// <summary>Puts a good version in the place of whatever is there.</summary>
    public static void Repair(string path, string content)
    {
        if (Directory.Exists(path)) Directory.Delete(path);
        File.WriteAllText($"{path}.repaired", content);
        File.Move($"{path}.repaired", path, overwrite: true);
    }

    // A link is replaced as the kubelet does it, by a rename: .NET's own would follow the one that is there.
    private static void Turn(string folder, string link, string target)
    {
        File.CreateSymbolicLink(Path.Combine(folder, "turning"), target);
        Run("mv", "-T", Path.Combine(folder, "turning"), Path.Combine(folder, link));
    }

    private static void Run(string program, params string[] arguments)
    {
        using var run = Process.Start(program, arguments);
        run.WaitForExit();
        Assert.Equal(0, run.ExitCode);
    }
}
