namespace Voidkey.Server.Tests.Conventions;

/// <summary>The repository as text, wherever it lies.</summary>
internal static class Source
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file of <c>src</c>, by its path there.</summary>
    public static IReadOnlyList<(string Path, string Text)> Files { get; } =
        [.. Find("*.cs").Select(static file => (Path.GetRelativePath(Path.Combine(Root, "src"), file), File.ReadAllText(file)))];

    /// <summary>Files below <c>src</c> that a person wrote.</summary>
    public static IEnumerable<string> Find(string pattern) => Directory.EnumerateFiles(Path.Combine(Root, "src"), pattern, SearchOption.AllDirectories)
        .Where(static file => !file.Split(Path.DirectorySeparatorChar).Any(static folder => folder is "bin" or "obj")).Order(StringComparer.Ordinal);

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Voidkey.slnx"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no Voidkey.slnx above the tests");
        return folder;
    }
}
