using Voidkey.Cli.Commands;
using Voidkey.Cli.Completion;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class CompletionTests
{
    private static readonly CommandTree Tree = new();

    [Theory]
    [InlineData("mi", "mint")]
    [InlineData("-q mi", "mint")]
    [InlineData("--timeout 5s mi", "mint")]
    [InlineData("--timeout mi", "")]
    [InlineData("nothing-like-it", "")]
    [InlineData("mint --fie", "--field")]
    [InlineData("mint A --all --out", "--out-file --output")]
    [InlineData("mint -o js", "json json-flat")]
    [InlineData("mint --output=js", "--output=json --output=json-flat")]
    [InlineData("mint --output = js", "json json-flat")]
    [InlineData("list-keys -o ", "table json name")]
    [InlineData("keys -o n", "name")]
    [InlineData("mint --log-format ", "text json")]
    [InlineData("mint --source git", "github gitlab")]
    [InlineData("mint --token-file ", "")]
    [InlineData("mint A", "")]
    [InlineData("exec A -- --", "")]
    [InlineData("helper ", "aws kubernetes docker git")]
    [InlineData("helper docker e", "erase")]
    [InlineData("helper aws ", "")]
    [InlineData("config s", "show schema set")]
    [InlineData("config set br", "broker_url")]
    [InlineData("config set broker_url ", "")]
    [InlineData("completion ", "bash zsh fish")]
    [InlineData("help tok", "token tokens")]
    [InlineData("--bro", "--broker-url")]
    public async Task A_word_is_completed_by_what_may_stand_there(string words, string candidates)
    {
        var ran = await new Terminal().RunAsync(["__complete", .. words.Split(' ')]);
        Assert.Equal((0, candidates, ""), (ran.Exit, string.Join(' ', ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), ran.Errors));
    }

    [Fact]
    public void Every_command_and_every_flag_of_it_can_be_completed()
    {
        var all = new Candidates(Tree);
        Assert.Equal(Tree.Verbs.Select(static verb => verb.Name), all.For([]));
        foreach (var verb in Tree.Verbs)
        {
            Assert.Contains(verb.Name, all.For([verb.Name]));
            foreach (var option in verb.Options) Assert.Contains(option.Name, all.For([verb.Name, option.Name]));
        }
    }

    [Fact]
    public async Task The_sources_that_are_completed_are_those_that_there_are()
    {
        var ran = await Terminal.WithToken().RunAsync(["mint", "A", "--source", "x"]);
        Assert.Equal(ran.Errors.Split('\n')[0].Split(" is one of ")[1].Split(", "), new Candidates(Tree).For(["mint", "--source", ""]));
    }

    [Theory]
    [InlineData(""), InlineData("powershell"), InlineData("bash zsh"), InlineData("bash -o json")]
    public async Task Another_shell_is_a_usage_error(string words)
    {
        var ran = await new Terminal().RunAsync(["completion", .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((2, ""), (ran.Exit, ran.Output));
    }
}
