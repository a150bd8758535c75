using Voidkey.Access;
using Voidkey.Http;

namespace Voidkey.Configuration;

/// <summary>The files that members name. A relative path is relative to the file the member stands in.</summary>
internal static class NamedFile
{
    private const int MaxBytes = 1 << 20;

    /// <returns>The whole path of the file that a member names; null where the member is absent.</returns>
    public static string? PathOf(ConfigSection section, string name) =>
        section.OptionalText(name) is { Length: > 0 } path ? Path.GetFullPath(Path.Combine(ConfigReading.FolderOf(section.PositionOf(name)), path)) : null;

    /// <returns>The authorities in a PEM file; null where the member is absent, or after saying what is wrong.</returns>
    public static TrustAnchors? Anchors(ConfigSection section, string name)
    {
        if (PathOf(section, name) is not { } path || ReadText(section, name, path) is not { } pem) return null;
        if (TrustAnchors.TryRead(pem.TrimStart('\ufeff'), out var anchors, out var fault)) return anchors;

        section.Report(ConfigCodes.Unusable, name, $"this file names no authorities to trust: {fault}");
        return null;
    }

    /// <returns>The file with a token in it; null where the member is absent, or after saying what is wrong.</returns>
    public static TokenFile? Token(ConfigSection section, string name, TimeProvider time)
    {
        if (PathOf(section, name) is not { } path) return null;

        // Not among what a load keeps an eye on: the mints look at it, and another token is no other configuration.
        if (TokenFile.TryOpen(path, time, out var file, out var fault)) return file;
        if (section.Reading.Environment.Placeholders is { } placeholders && !File.Exists(path)) placeholders.For($"file:{path}");
        else section.Report(ConfigCodes.Unreadable, name, $"this file cannot be used: {fault}");
        return null;
    }

    private static string? ReadText(ConfigSection section, string name, string path)
    {
        try
        {
            return section.Reading.Files.ReadText(path, MaxBytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            section.Report(ConfigCodes.Unreadable, name, failure switch
            {
                FileNotFoundException or DirectoryNotFoundException => "this file does not exist",
                InvalidDataException => $"this file {failure.Message}",
                _ => $"this file cannot be read: {failure.Message}",
            });
            return null;
        }
    }
}
