using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Configuration;

/// <summary>Finds, reads and joins the configuration files of a run.</summary>
internal sealed class ConfigLoader(Invocation invocation)
{
    public const int MaxBytes = 64 * 1024;

    private readonly ConfigPaths _paths = new(invocation);

    private IFiles Files => invocation.Surroundings.Files;

    public async Task<Result<Config>> LoadAsync(CancellationToken ct)
    {
        if (!(await ReadAllAsync(ct)).TryGet(out var config, out var failure)) return failure;
        var environment = invocation.Find(invocation.Globals.Environment) ?? config.AfterVariables("environment");
        return environment is null ? config : Choose(config with { Environment = environment });
    }

    /// <summary>What all files say, before anybody chose an environment.</summary>
    public async Task<Result<Config>> ReadAllAsync(CancellationToken ct)
    {
        var found = new List<ConfigFile>();
        if (_paths.Project is { } project)
        {
            if (!(await ReadProjectAsync(project, ct)).TryGet(out var file, out var failure)) return failure;
            found.Add(file);
        }

        if (_paths.Named is { } named && !Files.Exists(_paths.User!)) return named.Wrong($"the file that {named.Origin} names does not exist");
        foreach (var path in new[] { _paths.User, ConfigPaths.System })
        {
            if (path is null || !Files.Exists(path)) continue;
            if (!(await ReadOwnAsync(path, ct)).TryGet(out var file, out var failure)) return failure;
            found.Add(file);
        }

        return found.Count == 0 ? Config.None : new Config(found, null);
    }

    /// <summary>The bytes of a file, for reading and for hashing alike.</summary>
    public async Task<Result<byte[]>> ReadBytesAsync(string path, CancellationToken ct)
    {
        invocation.WaitingFor = $"{path} could not be read";
        try
        {
            // Opening a named pipe blocks until somebody writes to it.
            await using var stream = await Task.Run(() => Files.Open(path), ct).WaitAsync(ct);
            var bytes = new byte[MaxBytes + 1];
            var length = await Task.Run(() => stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false), ct).WaitAsync(ct);
            return length <= MaxBytes ? bytes[..length] : Wrong($"{path} is over 64 KiB, so it is no configuration file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Wrong($"{path} cannot be read", hint: "check its permissions");
        }
    }

    public static Result<ConfigFile> Parse(string path, byte[] content)
    {
        var (file, problems) = ConfigFileReader.Read(path, ConfigFileReader.TextOf(content));
        return file is not null ? file : Wrong(problems[0].In(path), problems.Count > 1 ? $"and {problems.Count - 1} more: voidkey config validate" : null, "correct the file");
    }

    /// <summary>Why a file of the user's or the machine's must not have a say.</summary>
    public Failure? Unsafe(string path) => Files.ModeOf(path) is { } mode && (mode & UnixFileMode.OtherWrite) != 0
        ? Wrong($"everybody on this machine may write to {path}, so it is not used", "whoever writes to it would choose the broker that is shown your token", $"chmod o-w {path}")
        : null;

    private async Task<Result<ConfigFile>> ReadOwnAsync(string path, CancellationToken ct)
    {
        if (Unsafe(path) is { } failure) return failure;
        return (await ReadBytesAsync(path, ct)).TryGet(out var content, out failure) ? Parse(path, content) : failure;
    }

    private async Task<Result<ConfigFile>> ReadProjectAsync(string path, CancellationToken ct)
    {
        if (!(await ReadBytesAsync(path, ct)).TryGet(out var content, out var failure)) return failure;
        if (!Parse(path, content).TryGet(out var file, out failure)) return failure;
        if (file.Presumptuous.Count == 0 || new TrustedFiles(Files, _paths.Trusted).Contains(path, content)) return file;

        invocation.Messages.Warn($"{path} is not trusted, so this of it is ignored: {string.Join(", ", file.Presumptuous)}; read it, then: voidkey config trust");
        return file.Untrusted();
    }

    private static Result<Config> Choose(Config config)
    {
        if (config.Environment is not { } environment) return config;
        if (config.Files.FirstOrDefault(f => f.Withheld.Contains(environment.Value)) is { } untrusted && !config.Files.Any(f => f != untrusted && f.Environments.ContainsKey(environment.Value)))
            return Wrong($"the environment {environment.Value} stands in {untrusted.Path} alone, which is not trusted", "without it another broker would be asked", "read that file, then: voidkey config trust");
        if (config.EnvironmentNames.Contains(environment.Value)) return config;
        return environment.Wrong($"{environment.Origin}: there is no environment {Typed.Shown(environment.Value)}{Suggestion.For(environment.Value, config.EnvironmentNames)}");
    }

    private static Failure Wrong(string message, string? reason = null, string? hint = null) => new(ExitCode.Configuration, FailureCodes.Configuration, message, reason, hint);
}
