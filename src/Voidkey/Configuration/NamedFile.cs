using System.Security.Cryptography;
using Voidkey.Access;
using Voidkey.BrokerIdentity;
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

    /// <returns>The private key in a PEM file; null where the member is absent, or after saying what is wrong.</returns>
    public static SigningKeyFile? SigningKey(ConfigSection section, string name)
    {
        if (PathOf(section, name) is not { } path) return null;

        WarnIfExposed(section, name, path);
        var first = Content<AssertionKey>(section, (name, path), null, () => FileContent<AssertionKey>.ReadOnce([path], Read));
        return new SigningKeyFile(new FileContent<AssertionKey>([path], Read, first));

        Fetched<AssertionKey> Read(IReadOnlyList<byte[]> contents)
        {
            var (key, fault) = AssertionKey.Read(contents[0], wanted: null);
            return new(key, key is null ? $"{path}: {fault}" : "");
        }
    }

    /// <summary>Reads what is in one file, or in two that belong together, when the configuration is loaded. Whoever uses it looks again.</summary>
    /// <param name="file">The member that names it, and its whole path.</param>
    /// <param name="other">The same of the other one, or null.</param>
    /// <param name="read">Its fault begins with the path of the file that it is about, and a colon.</param>
    /// <returns>The value; null after saying what is wrong, or where a file that is not there is only stood for.</returns>
    public static T? Content<T>(ConfigSection section, (string Name, string Path) file, (string Name, string Path)? other, Func<Fetched<T>> read)
        where T : class
    {
        (string Name, string Path)[] files = other is { } second ? [file, second] : [file];

        // Not among what a load keeps an eye on: another token or key is no other configuration.
        var absent = files.Where(static named => !File.Exists(named.Path)).ToArray();
        if (absent.Length > 0 && section.Reading.Environment.Placeholders is { } placeholders)
        {
            foreach (var (_, path) in absent) placeholders.For($"file:{path}");
            return null;
        }

        // All of them, so that whatever is wrong is said at once.
        if (Array.FindAll(files, named => IsReadable(section, named)).Length < files.Length) return null;
        var (value, fault) = read();
        if (value is not null) return value;

        var (culprit, at) = Array.Find(files, named => fault.StartsWith($"{named.Path}: ", StringComparison.Ordinal));
        section.Report(ConfigCodes.Unusable, culprit ?? file.Name, $"this file cannot be used: {(at is null ? fault : fault[(at.Length + 2)..])}");
        return null;
    }

    /// <summary>Warns of a private key that others on the machine may read.</summary>
    public static void WarnIfExposed(ConfigSection section, string name, string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path) || !File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead)) return;
        section.Warn(ConfigCodes.ExposedKey, name, "every user of this machine may read this private key; take that from them: chmod o= FILE, or in a volume of Kubernetes 'defaultMode: 0440'");
    }

    private static bool IsReadable(ConfigSection section, (string Name, string Path) file)
    {
        try
        {
            CryptographicOperations.ZeroMemory(RegularFile.Read(file.Path));
            return true;
        }
        catch (IOException failure)
        {
            section.Report(ConfigCodes.Unreadable, file.Name, $"this file cannot be read: {failure.Message}");
            return false;
        }
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
