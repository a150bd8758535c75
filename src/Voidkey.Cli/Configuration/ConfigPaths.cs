using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Configuration;

/// <summary>Where configuration files are looked for.</summary>
internal sealed class ConfigPaths(Invocation invocation)
{
    public const string System = "/etc/voidkey/cli.yaml";
    public const string ProjectName = ".voidkey.yaml";

    /// <summary>The nearest project file, from the current directory upwards; null when there is none.</summary>
    public string? Project
    {
        get
        {
            for (var directory = invocation.Surroundings.Files.CurrentDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
            {
                var path = Path.Combine(directory, ProjectName);
                if (invocation.Surroundings.Files.Exists(path)) return path;
            }

            return null;
        }
    }

    /// <summary>The file somebody named, if he did.</summary>
    public Setting? Named => invocation.Find(invocation.Globals.Config);

    /// <summary>The user's file, whether it is there or not; null where nobody is at home.</summary>
    public string? User
    {
        get
        {
            if (Named is { } named) return Path.GetFullPath(named.Value, invocation.Surroundings.Files.CurrentDirectory ?? "/");
            if (Home is not { } home) return null;
            var original = Path.Combine(home, ".voidkey", "config.yaml");
            if (invocation.Surroundings.Files.Exists(original)) return original;
            return Path.Combine(Base("XDG_CONFIG_HOME") ?? Path.Combine(home, ".config"), "voidkey", "config.yaml");
        }
    }

    /// <summary>Where it is remembered which project files were trusted; null where nobody is at home.</summary>
    public string? Trusted => (Base("XDG_STATE_HOME") ?? (Home is { } home ? Path.Combine(home, ".local", "state") : null)) is { } state ? Path.Combine(state, "voidkey", "trusted") : null;

    /// <summary>Where tokens of commands are kept that may be; null where nobody is at home.</summary>
    public string? Tokens => invocation.Config.AfterVariables("token_cache.directory") is { } directory ? LocalPath.Of(invocation, directory) : Cached("tokens");

    /// <summary>Where it is known who has logged in; null where nobody is at home.</summary>
    public string? Sessions => (Base("XDG_STATE_HOME") ?? (Home is { } home ? Path.Combine(home, ".local", "state") : null)) is { } state ? Path.Combine(state, "voidkey", "sessions") : null;

    /// <summary>Where names are kept for completion.</summary>
    public string? Names => Cached("names");

    public string? Home => Base("HOME") ?? Base("USERPROFILE");

    private string? Cached(string what) => (Base("XDG_CACHE_HOME") ?? (Home is { } home ? Path.Combine(home, ".cache") : null)) is { } cache ? Path.Combine(cache, "voidkey", what) : null;

    /// <summary>XDG: a path that is not absolute counts as not set.</summary>
    private string? Base(string variable) => invocation.InEnvironment(variable)?.Value is { } path && Path.IsPathFullyQualified(path) ? path : null;
}
