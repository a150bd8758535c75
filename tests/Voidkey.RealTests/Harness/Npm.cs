namespace Voidkey.RealTests.Harness;

/// <summary>Servers that npm's packages are.</summary>
internal static class Npm
{
    /// <summary>Installs what a folder's lock file names, unless it is there already.</summary>
    /// <returns>Why that is impossible, or null.</returns>
    public static async Task<string?> InstallAsync(string folder)
    {
        if (Absent.Programs("node", "npm") is { } missing) return missing;

        var (wanted, installed) = (Path.Combine(folder, "package-lock.json"), Path.Combine(folder, "node_modules/.package-lock.json"));
        if (File.Exists(installed) && File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(wanted)) return null;

        // npm's own settings come from the environment and the home folder, so it sees both.
        var surroundings = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(static v => (string)v.Key, static v => (string)v.Value!);
        var npm = await new Command(Command.Find("npm")!, ["ci", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error"], surroundings).RunAsync();
        return npm.ExitCode == 0 ? null : $"npm ci failed: {npm.Errors}";
    }
}
