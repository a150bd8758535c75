using System.Text;

namespace Voidkey.Configuration;

/// <summary>How the files of a configuration look from outside, all of them together.</summary>
/// <remarks>Looking is polled: network volumes notify nobody, and a mounted Kubernetes volume changes by a symbolic link two folders away.</remarks>
internal static class ConfigLook
{
    /// <param name="path">The configuration's file or folder.</param>
    /// <param name="read">What the last load read.</param>
    /// <returns>A text to compare with that of another look.</returns>
    public static string Of(string path, IEnumerable<string> read)
    {
        var look = new StringBuilder();
        foreach (var file in FilesOf(path).Concat(read).Distinct(StringComparer.Ordinal)) look.Append(file).Append(' ').Append(StampOf(file)).Append('\n');
        return look.ToString();
    }

    private static IEnumerable<string> FilesOf(string path)
    {
        try
        {
            return ConfigLoader.FilesOf(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [path];
        }
    }

    private static string StampOf(string file)
    {
        try
        {
            return FileStamp.Of(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return failure.GetType().Name;
        }
    }
}
