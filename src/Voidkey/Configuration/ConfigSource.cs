using Voidkey.Access;
using Voidkey.Identity;

namespace Voidkey.Configuration;

/// <summary>Where the configuration comes from, so that it can be read again.</summary>
/// <param name="path">A file or a folder.</param>
/// <param name="environment">The environment of the process's start; what is set later counts for nothing.</param>
/// <param name="providers">The provider types that <c>accessProviders</c> may name.</param>
/// <param name="validators">The types that <c>clientIdps</c> may name beside <c>oidc</c>; null: none.</param>
public sealed class ConfigSource(string path, ConfigEnvironment environment, IReadOnlyList<IAccessProvider> providers, IReadOnlyList<ISubjectTokenValidator>? validators = null)
{
    /// <summary>Loads for the start: a pipe is waited for.</summary>
    public LoadedConfig Load() => ConfigLoader.Load(path, environment, providers, validators);

    /// <summary>Loads while serving: nothing is waited for, and only regular files are read.</summary>
    internal LoadedConfig LoadAgain() => ConfigLoader.Read(path, environment, providers, validators, new ConfigFiles(mayWait: false)).Loaded;

    /// <returns>How everything looks that a load read.</returns>
    internal string Look(ConfigFiles read) => ConfigLook.Of(path, read.Paths);
}
