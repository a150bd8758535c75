using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>What the tab key does in the shells themselves. Their line editors need a terminal, so their completion is called as they call it.</summary>
public sealed class CompletionTests(World world)
{
    [Theory]
    [InlineData("voidkey mi", "mint")]
    [InlineData("voidkey mint --output=js", "json\njson-flat")]
    [InlineData("voidkey helper docker ", "get\nstore\nerase\nlist")]
    public async Task Bash_completes(string line, string candidates)
    {
        Absent.Refuse(Absent.Programs("bash"));
        var words = line.Replace("=", " = ", StringComparison.Ordinal).Split(' ');
        Assert.Equal(candidates, await SaysAsync("bash", $"""
            source <(voidkey completion bash)
            COMP_WORDS=({string.Join(' ', words.Select(static word => $"'{word}'"))}); COMP_CWORD={words.Length - 1}
            _voidkey
            printf '%s\n' {"\"${COMPREPLY[@]}\""}
            """));
    }

    [Theory]
    [InlineData("voidkey mi", "mint")]
    [InlineData("voidkey mint --output=js", "--output=json\n--output=json-flat")]
    [InlineData("voidkey helper docker ", "get\nstore\nerase\nlist")]
    [InlineData("voidkey mint --token-file ", "files")]
    public async Task Zsh_completes(string line, string candidates)
    {
        Absent.Refuse(Absent.Programs("zsh"));
        var words = line.Split(' ');
        Assert.Equal(candidates, await SaysAsync("zsh", $"""
            compdef() {"{ [[ $1 == _voidkey && $2 == voidkey ]] }"}
            compadd() {"{ shift; print -rl -- \"$@\" }"}
            _files() {"{ print files }"}
            source <(voidkey completion zsh)
            words=({string.Join(' ', words.Select(static word => $"'{word}'"))}); CURRENT={words.Length}
            _voidkey
            """));
    }

    [Theory]
    [InlineData("voidkey mi", "mint")]
    [InlineData("voidkey helper docker ", "erase\nget\nlist\nstore")]
    [InlineData("voidkey mint --token-file Voidkey.RealTests.d", "Voidkey.RealTests.deps.json\nVoidkey.RealTests.dll")]
    public async Task Fish_completes(string line, string candidates)
    {
        Absent.Refuse(Absent.Programs("fish"));
        var said = await SaysAsync("fish", $"cd {AppContext.BaseDirectory}; voidkey completion fish | source; complete -C '{line}'");
        Assert.Equal(candidates, string.Join('\n', said.Split('\n').Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("voidkey mi", "mint")]
    [InlineData("voidkey mint --output=js", "--output=json\n--output=json-flat")]
    [InlineData("voidkey helper docker ", "get\nstore\nerase\nlist")]
    [InlineData("voidkey -q 'mint' -o  js", "json\njson-flat")]
    public async Task PowerShell_completes(string line, string candidates)
    {
        Absent.Refuse(Absent.Programs("pwsh"));
        var escaped = line.Replace("'", "''", StringComparison.Ordinal);
        Assert.Equal(candidates, await SaysAsync("pwsh", $"""
            voidkey completion powershell | Out-String | Invoke-Expression
            [System.Management.Automation.CommandCompletion]::CompleteInput('{escaped}', {line.Length}, $null).CompletionMatches.CompletionText
            """, "-NoProfile", "-NonInteractive", "-Command"));
    }

    [Theory]
    [InlineData("voidkey mi", "mint")]
    [InlineData("voidkey mint --output=js", "--output=json\n--output=json-flat")]
    [InlineData("voidkey helper docker ", "get\nstore\nerase\nlist")]
    [InlineData("voidkey mint --token-file ", "nothing")]
    [InlineData("git che", "asked before")]
    public async Task Nushell_completes(string line, string candidates)
    {
        Absent.Refuse(Absent.Programs("nu"));
        var folder = RunFolder.Make($"completion-{Guid.NewGuid():N}");
        var script = Path.Combine(folder, "voidkey.nu");
        await File.WriteAllTextAsync(script, (await new Command(Repository.CliBinary, ["completion", "nushell"]).RunAsync()).Success);
        var words = string.Join(' ', line.Split(' ').Select(static word => $"'{word}'"));
        Assert.Equal(candidates, await SaysAsync("nu", $"""
            $env.config.completions.external.completer = {"{|spans| ['asked before'] }"}
            source {script}
            let said = (do $env.config.completions.external.completer [{words}])
            print ($said | default ['nothing'] | str join (char newline))
            """, "--no-config-file", "--no-std-lib", "-c"));
    }

    [Fact]
    public async Task Keys_are_completed_by_those_that_the_broker_grants()
    {
        Absent.Refuse(Absent.Programs("bash"));
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world) with { IsForeignGranted = false });
        var home = RunFolder.Make("completion-home");
        var environment = broker.CliEnvironment(await world.Callers.TokenAsync(BrokerSetup.Subject));
        environment["HOME"] = home;

        var granted = (await new Command(Repository.CliBinary, ["list-keys", "-o", "name"], environment).RunAsync()).Success;
        Assert.Equal(granted, (await new Command(Repository.CliBinary, ["__complete", "mint", ""], environment).RunAsync()).Success);

        // Kept for nobody else to read, and without the token.
        var kept = Assert.Single(Directory.GetFiles(Path.Combine(home, ".cache/voidkey/names")));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept));
        Assert.EndsWith($"\n{granted}", await File.ReadAllTextAsync(kept), StringComparison.Ordinal);
        await broker.Process.StopAsync();
        Assert.Equal(granted, (await new Command(Repository.CliBinary, ["__complete", "mint", ""], environment).RunAsync()).Success);

        Directory.Delete(Path.Combine(home, ".cache"), recursive: true);
        var finished = await new Command(Repository.CliBinary, ["__complete", "mint", ""], environment).RunAsync();
        Assert.Equal(("", ""), (finished.Success, finished.Errors));
    }

    private static async Task<string> SaysAsync(string shell, string script, params string[] flags)
    {
        var folder = RunFolder.Make($"completion-{Guid.NewGuid():N}");
        File.CreateSymbolicLink(Path.Combine(folder, "voidkey"), Repository.CliBinary);
        var environment = new Dictionary<string, string> { ["PATH"] = $"{folder}:/usr/bin:/bin", ["HOME"] = folder };
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } dotnet) environment["DOTNET_ROOT"] = dotnet;
        return (await new Command(Command.Find(shell)!, [.. flags.DefaultIfEmpty("-c"), script], environment).RunAsync()).Success.TrimEnd('\n');
    }
}
