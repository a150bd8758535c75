namespace Voidkey.RealTests.Harness;

/// <summary>Where the sources and the shipped binaries are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string ServerBinary => Binary("VOIDKEY_SERVER_BINARY", "voidkey-server");

    public static string CliBinary => Binary("VOIDKEY_CLI_BINARY", "voidkey");

    private static string Binary(string variable, string name)
    {
        var path = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } chosen ? chosen : Path.Combine(Root, ".artifacts/publish", name);
        Assert.True(File.Exists(path), $"no binary at {path}: run ./build.sh, or set {variable}");
        return path;
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Voidkey.slnx"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no Voidkey.slnx above the tests");
        return folder;
    }
}
