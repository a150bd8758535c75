using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class HelpTests
{
    private static readonly CommandTree Tree = new();

    public static TheoryData<string> Asked =>
    [
        "help", "--help", "mint --help", "mint --bogus -h", "help idps",
        .. Tree.Verbs.Select(verb => $"help {verb.Name}"),
        .. HelpTopics.Names.Select(topic => $"help {topic}"),
    ];

    [Theory, MemberData(nameof(Asked))]
    public async Task Help_that_was_asked_for_fits_a_screen(string args)
    {
        var ran = await Terminal.RunAsync(args);

        Assert.Equal((0, ""), (ran.Exit, ran.Errors));
        var lines = ran.Output.TrimEnd('\n').Split('\n');
        Assert.InRange(lines.Length, 3, 24);
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task Every_command_and_every_topic_is_in_the_overview()
    {
        var ran = await Terminal.RunAsync("help");

        Assert.All(Tree.Verbs, verb => Assert.Matches($@"\n  ([a-z-]+, )*{verb.Name}(,| )", ran.Output));
        Assert.All(HelpTopics.Names, topic => Assert.Contains(topic, ran.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_variable_of_a_flag_is_among_the_environment()
    {
        var ran = await Terminal.RunAsync("help environment");
        var options = Tree.Root.Options.Concat(Tree.Verbs.SelectMany(verb => verb.Options)).OfType<ValueOption>().ToList();

        Assert.All(options.SelectMany(option => option.Variables), name => Assert.Contains(name, ran.Output, StringComparison.Ordinal));
        Assert.All(options.Where(option => option.Variables.Count > 0), option => Assert.Contains(option.Name, ran.Output, StringComparison.Ordinal));
        Assert.All(["VOIDKEY_OIDC_TOKEN", "VOIDKEY_OIDC_TOKEN_FILE", .. Tokens.GivenToken.PlainVariables, Execution.ChildEnvironment.Marker], name => Assert.Contains(name, ran.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_exit_code_has_a_meaning()
    {
        var ran = await Terminal.RunAsync("help exit-codes");

        Assert.Equal(Enum.GetValues<ExitCode>(), HelpTopics.CodeMeanings.Select(code => code.Code));
        Assert.All(HelpTopics.CodeMeanings, code => Assert.Contains($"  {(int)code.Code,3}  {code.Meaning}\n", ran.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_format_is_on_the_page_about_output()
    {
        var ran = await Terminal.RunAsync("help output");

        Assert.All([.. MintFormats.Names, .. OutputFormat.ForLists, .. OutputFormat.ForAnswers], format => Assert.Matches($@"(?m)(^  |[:,] )([a-z-]+, )*{format}[,. ]", ran.Output));
    }

    [Fact]
    public async Task Every_source_that_is_looked_for_is_on_the_pages_about_tokens_and_ci()
    {
        var (tokens, ci) = (await Terminal.RunAsync("help tokens"), await Terminal.RunAsync("help ci"));

        var sources = new IdentityOptions().Source.Choices.Where(source => source is not ("none" or "login"));
        Assert.All(sources, source => Assert.Contains(source, tokens.Output, StringComparison.Ordinal));
        Assert.All(sources.Where(source => source != "login"), source => Assert.Contains($"\n  {source} ", ci.Output, StringComparison.Ordinal));
    }
}
