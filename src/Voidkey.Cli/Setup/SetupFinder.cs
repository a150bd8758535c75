using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Setup;

/// <summary>Which files a tool reads, and what they are to become.</summary>
internal sealed class SetupFinder(Invocation invocation)
{
    private readonly SetupFiles _files = new(invocation);

    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    /// <param name="tool">One that has files.</param>
    /// <param name="shell">The shell that was named; null: the caller's.</param>
    public async Task<Result<IReadOnlyList<SetupEdit>>> EditsAsync(string tool, string? shell, SetupOrder order, CancellationToken ct)
    {
        if (tool == "direnv") return await OneAsync(Path.Combine(invocation.Surroundings.Files.CurrentDirectory ?? "/", ".envrc"), MarkedBlock.Of(tool, Snippets.Direnv(order)), (path, before) => MarkedBlock.Edit(path, before, tool, Snippets.Direnv(order)), ct);
        if (!_files.Home().TryGet(out var home, out var failure)) return failure;
        return tool switch
        {
            "aws" => await OneAsync(_files.Named("AWS_CONFIG_FILE") ?? Path.Combine(home, ".aws", "config"), AwsSetup.Shown(order), (path, before) => AwsSetup.Edit(path, before, order), ct),
            "git" => await OneAsync(GitPath(home), GitSetup.Shown(order), (path, before) => GitSetup.Edit(path, before, order), ct),
            "kubeconfig" => await OneAsync(KubePath(home), KubeconfigSetup.Shown(order), (path, before) => KubeconfigSetup.Edit(path, before, order), ct),
            "docker" => await DockerAsync(home, order, ct),
            _ => await ShellAsync(home, shell, ct),
        };
    }

    private async Task<Result<IReadOnlyList<SetupEdit>>> OneAsync(string path, string shown, Func<string, string, Result<string>> edit, CancellationToken ct)
    {
        if (!(await _files.ReadAsync(path, ct)).TryGet(out var before, out var failure)) return failure;
        return edit(path, before).TryGet(out var after, out failure) ? new[] { new SetupEdit(path, before, after, shown) } : failure;
    }

    private async Task<Result<IReadOnlyList<SetupEdit>>> DockerAsync(string home, SetupOrder order, CancellationToken ct)
    {
        var config = Path.Combine(_files.Named("DOCKER_CONFIG") ?? Path.Combine(home, ".docker"), "config.json");
        var program = Path.Combine(home, ".local", "bin", $"docker-credential-{DockerSetup.HelperName(order.Host!)}");
        if (!(await OneAsync(config, DockerSetup.Shown(order), (path, before) => DockerSetup.Edit(path, before, order), ct)).TryGet(out var edits, out var failure)) return failure;
        if (!(await _files.ReadAsync(program, ct)).TryGet(out var standing, out failure)) return failure;
        var script = DockerSetup.Script(order);
        if (standing.Length > 0 && standing != script) return SetupFiles.Refused(program, "it says otherwise already");
        if (!(invocation.InEnvironment("PATH")?.Value ?? "").Split(Path.PathSeparator).Contains(Path.GetDirectoryName(program))) invocation.Messages.Warn($"{Path.GetDirectoryName(program)} is not in PATH, where docker looks for it");

        // The program first: what the configuration names must be there.
        return (SetupEdit[])[new SetupEdit(program, standing, script, script, SetupEdit.Runnable), .. edits];
    }

    private async Task<Result<IReadOnlyList<SetupEdit>>> ShellAsync(string home, string? named, CancellationToken ct)
    {
        var shell = named ?? Path.GetFileName(invocation.InEnvironment("SHELL")?.Value) ?? "";
        if (!Shells.Contains(shell)) return invocation.Usage($"setup shell is for {string.Join(", ", Shells)}; for others: voidkey help completion");
        var path = shell switch
        {
            "bash" => Path.Combine(home, ".bashrc"),
            "zsh" => Path.Combine(_files.Named("ZDOTDIR") ?? home, ".zshrc"),
            _ => Path.Combine(_files.Named("XDG_CONFIG_HOME") ?? Path.Combine(home, ".config"), "fish", "config.fish"),
        };
        return await OneAsync(path, MarkedBlock.Of("shell", Snippets.Completion(shell)), (file, before) => MarkedBlock.Edit(file, before, "shell", Snippets.Completion(shell)), ct);
    }

    private string GitPath(string home)
    {
        if (_files.Named("GIT_CONFIG_GLOBAL") is { } named) return named;
        var (own, shared) = (Path.Combine(home, ".gitconfig"), Path.Combine(_files.Named("XDG_CONFIG_HOME") ?? Path.Combine(home, ".config"), "git", "config"));
        return !invocation.Surroundings.Files.Exists(own) && invocation.Surroundings.Files.Exists(shared) ? shared : own;
    }

    /// <summary>kubectl writes new users to the first file that is there.</summary>
    private string KubePath(string home)
    {
        var paths = (invocation.InEnvironment("KUBECONFIG")?.Value ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(path => Path.GetFullPath(path, invocation.Surroundings.Files.CurrentDirectory ?? "/")).ToList();
        return paths.FirstOrDefault(invocation.Surroundings.Files.Exists) ?? paths.FirstOrDefault() ?? Path.Combine(home, ".kube", "config");
    }
}
