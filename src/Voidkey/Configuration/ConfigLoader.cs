using Voidkey.Access;
using Voidkey.Identity;

namespace Voidkey.Configuration;

/// <summary>What a configuration came to.</summary>
/// <param name="Snapshot">Its meaning; null while anything is wrong.</param>
/// <param name="Problems">Everything that is wrong or should be looked at: errors first.</param>
public sealed record LoadedConfig(BrokerSnapshot? Snapshot, IReadOnlyList<ConfigProblem> Problems)
{
    /// <summary>What was read for it.</summary>
    internal ConfigFiles Files { get; init; } = new(mayWait: true);
}

/// <summary>Loads a configuration from a file, or from all <c>*.yaml</c> and <c>*.yml</c> of a folder.</summary>
/// <remarks>In a folder lists concatenate in the order of the file names, references resolve across files, and every other section stands once.</remarks>
public static class ConfigLoader
{
    private const int MaxFileBytes = 64 << 20;

    /// <param name="path">A file or a folder.</param>
    /// <param name="providers">The provider types that <c>accessProviders</c> may name.</param>
    /// <param name="validators">The types that <c>clientIdps</c> may name beside <c>oidc</c>; null: none.</param>
    public static LoadedConfig Load(string path, ConfigEnvironment environment, IReadOnlyList<IAccessProvider> providers, IReadOnlyList<ISubjectTokenValidator>? validators = null) =>
        Read(path, environment, providers, validators, new ConfigFiles(mayWait: true)).Loaded;

    /// <param name="files">Notes what is read.</param>
    /// <returns>Also what was written, with its positions: a server that runs has no use for it. Null where it could not be read.</returns>
    internal static (LoadedConfig Loaded, BrokerConfig? Written) Read(
        string path, ConfigEnvironment environment, IReadOnlyList<IAccessProvider> providers, IReadOnlyList<ISubjectTokenValidator>? validators, ConfigFiles files)
    {
        var problems = new ConfigProblems();
        ConfigMapping[] roots = [.. FindFiles(path, files, problems).Select(file => ReadFile(file, files, problems)).OfType<ConfigMapping>()];

        BrokerConfig? written = null;
        BrokerSnapshot? snapshot = null;
        if (roots.Length > 0)
        {
            var reading = new ConfigReading(problems, environment) { Files = files };
            var root = new ConfigSection(Merge(roots, problems), "", reading);
            written = BrokerConfigReader.Read(root);
            snapshot = new SnapshotCompiler(written, providers, validators ?? []).Compile();
            foreach (var name in environment.OverridesBut(reading.Overrides))
                problems.Report(ConfigCodes.UnknownEnvironment, new ConfigPosition("environment", 0, 0), name, "there is no such setting; correct the name or unset it");
        }

        return (new LoadedConfig(problems.Any ? null : snapshot, problems.All) { Files = files }, written);
    }

    /// <summary>The files of a configuration: the one that <paramref name="path"/> names, or those of the folder.</summary>
    /// <exception cref="IOException">There is neither file nor folder, or the folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    internal static IReadOnlyList<string> FilesOf(string path)
    {
        if (File.Exists(path)) return [path];

        // Ordinal order, and not what starts with a dot: a mounted Kubernetes volume keeps its versions in such folders.
        return [.. Directory.EnumerateFiles(path)
            .Where(static file => Path.GetExtension(file) is ".yaml" or ".yml" && !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal)];
    }

    private static IReadOnlyList<string> FindFiles(string path, ConfigFiles read, ConfigProblems problems)
    {
        var at = new ConfigPosition(path, 0, 0);
        try
        {
            var files = FilesOf(path);
            if (files.Count == 0) problems.Report(ConfigCodes.Unreadable, at, "", "there is no *.yaml or *.yml file in this folder");
            return files;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            read.NotFound(path, failure);
            problems.Report(ConfigCodes.Unreadable, at, "", failure is DirectoryNotFoundException or ArgumentException ? "there is no such file or folder" : "this folder cannot be read");
            return [];
        }
    }

    private static ConfigMapping? ReadFile(string file, ConfigFiles read, ConfigProblems problems)
    {
        try
        {
            var text = read.ReadText(file, MaxFileBytes);
            return YamlReader.Read(file, text.StartsWith('\ufeff') ? text[1..] : text, problems);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            problems.Report(ConfigCodes.Unreadable, new ConfigPosition(file, 0, 0), "", $"this file {(failure is InvalidDataException ? failure.Message : "cannot be read")}");
            return null;
        }
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
