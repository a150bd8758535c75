using Voidkey.Configuration;

namespace Voidkey.Server.Hosting;

/// <summary>Where the configuration is when the command line does not say.</summary>
internal static class ConfigLocation
{
    /// <returns><c>CONFIG_PATH</c>, <c>CONFIG_DIR</c>, <c>./config/</c> or <c>/etc/voidkey/</c>, the first there is; null: none. A path that was set is used even if it does not exist.</returns>
    public static string? Find(ConfigEnvironment environment)
    {
        foreach (var name in new[] { "CONFIG_PATH", "CONFIG_DIR" })
        {
            if (environment.Variable(name) is { Length: > 0 } path) return path;
        }

        return new[] { "config", "/etc/voidkey" }.FirstOrDefault(Directory.Exists);
    }
}
