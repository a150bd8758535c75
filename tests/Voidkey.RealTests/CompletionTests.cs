using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests;

/// <summary>What the tab key does in the shells themselves. Their line editors need a terminal, so their completion is called as they call it.</summary>
public sealed class CompletionTests
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
        if (Absent.Programs("fish") is { } missing) Assert.Skip(missing);
        var said = await SaysAsync("fish", $"cd {AppContext.BaseDirectory}; voidkey completion fish | source; complete -C '{line}'");
        Assert.Equal(candidates, string.Join('\n', said.Split('\n').Order(StringComparer.Ordinal)));
    }

    private static async Task<string> SaysAsync(string shell, string script)
    {
        var folder = RunFolder.Make($"completion-{Guid.NewGuid():N}");
        File.CreateSymbolicLink(Path.Combine(folder, "voidkey"), Repository.CliBinary);
        var environment = new Dictionary<string, string> { ["PATH"] = $"{folder}:/usr/bin:/bin", ["HOME"] = folder };
        return (await new Command(Command.Find(shell)!, ["-c", script], environment).RunAsync()).Success.TrimEnd('\n');
    }
}
