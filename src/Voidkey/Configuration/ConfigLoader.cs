using Voidkey.Access;

namespace Voidkey.Configuration;

/// <summary>What a configuration came to.</summary>
/// <param name="Snapshot">Its meaning; null while anything is wrong.</param>
/// <param name="Problems">Everything that is wrong or should be looked at: errors first.</param>
public sealed record LoadedConfig(BrokerSnapshot? Snapshot, IReadOnlyList<ConfigProblem> Problems);

/// <summary>Loads a configuration from a file, or from all <c>*.yaml</c> and <c>*.yml</c> of a folder.</summary>
/// <remarks>In a folder lists concatenate in the order of the file names, references resolve across files, and every other section stands once.</remarks>
public static class ConfigLoader
{
    private const long MaxFileBytes = 64L << 20;

    /// <param name="path">A file or a folder.</param>
    /// <param name="providers">The provider types that <c>accessProviders</c> may name.</param>
    public static LoadedConfig Load(string path, ConfigEnvironment environment, IReadOnlyList<IAccessProvider> providers)
    {
        var problems = new ConfigProblems();
        var files = FindFiles(path, problems);
        ConfigMapping[] roots = [.. files.Select(file => ReadFile(file, problems)).OfType<ConfigMapping>()];

        BrokerSnapshot? snapshot = null;
        if (roots.Length > 0)
        {
            var root = new ConfigSection(Merge(roots, problems), "", new ConfigReading(problems, environment));
            snapshot = new SnapshotCompiler(BrokerConfigReader.Read(root), providers).Compile();
            foreach (var name in environment.UnusedOverrides())
                problems.Report(ConfigCodes.UnknownEnvironment, new ConfigPosition("environment", 0, 0), name, "there is no such setting; correct the name or unset it");
        }

        return new LoadedConfig(problems.Any ? null : snapshot, problems.All);
    }

    private static IReadOnlyList<string> FindFiles(string path, ConfigProblems problems)
    {
        if (File.Exists(path)) return [path];

        var at = new ConfigPosition(path, 0, 0);
        try
        {
            // Ordinal order, and not what starts with a dot: a mounted Kubernetes volume keeps its versions in such folders.
            string[] files = [.. Directory.EnumerateFiles(path)
                .Where(static file => Path.GetExtension(file) is ".yaml" or ".yml" && !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal)];
            if (files.Length == 0) problems.Report(ConfigCodes.Unreadable, at, "", "there is no *.yaml or *.yml file in this folder");
            return files;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Report(ConfigCodes.Unreadable, at, "", failure is DirectoryNotFoundException or ArgumentException ? "there is no such file or folder" : "this folder cannot be read");
            return [];
        }
    }

    private static ConfigMapping? ReadFile(string file, ConfigProblems problems)
    {
        var at = new ConfigPosition(file, 0, 0);
        try
        {
            if (ReadText(file) is { } text) return YamlReader.Read(file, text, problems);
            problems.Report(ConfigCodes.Unreadable, at, "", $"this file is larger than {MaxFileBytes} bytes");
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.Text.DecoderFallbackException)
        {
            problems.Report(ConfigCodes.Unreadable, at, "", failure is System.Text.DecoderFallbackException ? "this file is not UTF-8 text" : "this file cannot be read");
            return null;
        }
    }

    /// <returns>The text, or null where there is too much of it.</returns>
    private static string? ReadText(string file)
    {
        using var stream = File.OpenRead(file);
        if (stream.CanSeek && stream.Length > MaxFileBytes) return null;

        // A pipe or a device does not say how long it is.
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (stream.Read(buffer) is > 0 and var read)
        {
            if (bytes.Length + read > MaxFileBytes) return null;
            bytes.Write(buffer, 0, read);
        }

        var text = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        return text.StartsWith('\ufeff') ? text[1..] : text;
    }

    private static ConfigMapping Merge(IReadOnlyList<ConfigMapping> roots, ConfigProblems problems)
    {
        if (roots.Count == 1) return roots[0];

        var members = new List<ConfigMember>();
        foreach (var group in roots.SelectMany(static root => root.Members).GroupBy(static member => member.Name, StringComparer.Ordinal))
        {
            var first = group.First();
            if (group.All(static member => member.Value is ConfigSequence) && group.Count() > 1)
            {
                members.Add(new ConfigMember(first.Name, first.Position, new ConfigSequence(first.Value.Position, [.. group.SelectMany(static member => ((ConfigSequence)member.Value).Items)])));
                continue;
            }

            members.Add(first);
            foreach (var again in group.Skip(1)) problems.Report(ConfigCodes.Duplicate, again.Position, again.Name, $"this stands in {first.Position} already, and only once in all files together");
        }

        return new ConfigMapping(roots[0].Position, members);
    }
}
