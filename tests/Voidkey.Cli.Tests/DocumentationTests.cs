using System.CommandLine.Parsing;
using System.Reflection;
using System.Text.RegularExpressions;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Execution;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed partial class DocumentationTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "cli.md"));
    private static readonly CommandTree Tree = new();

    public static TheoryData<string> Transcripts => [.. Block().Matches(Page).Select(m => m.Groups[1].Value)];

    [Theory, MemberData(nameof(Transcripts))]
    public async Task What_the_page_shows_is_what_happens(string block)
    {
        var (command, said) = block.Split('\n', 2) is [var first, var rest] ? (first[2..], rest) : (block[2..], "");
        var words = CommandLineParser.SplitCommandLine(command).ToList();
        var terminal = words[0].Contains('=') ? new Terminal() : Terminal.WithToken();
        foreach (var assignment in words.TakeWhile(w => w.Contains('='))) terminal.Environment[assignment.Split('=')[0]] = assignment.Split('=')[1];

        var ran = await terminal.RunAsync([.. words.SkipWhile(w => w != "voidkey").Skip(1)], DocumentedBroker.Answers(command));

        Assert.Equal(said, $"{ran.Output}{(ran.Errors.Length > 0 ? $"--- stderr\n{ran.Errors}" : "")}{(ran.Exit != 0 ? $"(exit {ran.Exit})\n" : "")}");
    }

    [Fact]
    public void Every_command_is_on_the_page()
    {
        Assert.All(Tree.Verbs, verb => Assert.Contains($"### {verb.Name}\n", Page, StringComparison.Ordinal));
        Assert.All(Tree.Verbs.SelectMany(v => v.Aliases), alias => Assert.Contains($"alias `{alias}`", Page, StringComparison.Ordinal));
        Assert.All(Tree.Verbs.SelectMany(v => v.Formats), format => Assert.Contains($"`{format}`", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_flag_and_its_variables_are_on_the_page()
    {
        var options = Tree.Root.Options.Concat(Tree.Verbs.SelectMany(v => v.Options)).ToList();

        Assert.All(options.SelectMany(o => o.Aliases.Prepend(o.Name)), name => Assert.Matches($@"`{name}(`| )", Page));
        Assert.All(options.OfType<ValueOption>().SelectMany(o => o.Variables), name => Assert.Contains($"`{name}`", Page, StringComparison.Ordinal));
    }

    /// <summary>Variables that are not bound to a flag are texts in the source.</summary>
    [Fact]
    public void Every_variable_in_the_source_is_on_the_page() =>
        Assert.All(
            ["VOIDKEY_OIDC_TOKEN", "VOIDKEY_OIDC_TOKEN_FILE", .. Tokens.GivenToken.PlainVariables, "GITHUB_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN", "GITHUB_SERVER_URL", "HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "BROWSER", "DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_TTY", "CI", "VOIDKEY_NO_INPUT"],
            name => Assert.Contains($"`{name}`", Page, StringComparison.Ordinal));

    /// <summary>The example has every member, and is read by the reader itself.</summary>
    [Fact]
    public void Every_member_of_a_configuration_file_is_on_the_page()
    {
        var example = $"broker_url:{Page.Split("```yaml\nbroker_url:")[1].Split("```")[0]}";
        var (file, problems) = Configuration.ConfigFileReader.Read("example.yaml", example);

        Assert.Empty(problems);
        Assert.Equal(Configuration.ConfigFileReader.SettingNames.Order(), file!.Settings.Keys.Order());
        Assert.NotNull(file.DefaultKeys);
        Assert.All([file.Aliases.Count, file.Environments.Count, file.TokenSources.Count], count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task Every_source_of_a_token_is_on_the_page()
    {
        var ran = await Terminal.WithToken().RunAsync(["mint", "A", "--source", "x"]);
        var names = ran.Errors.Split('\n')[0].Split(" is one of ")[1].Split(", ");

        Assert.Equal(12, names.Length);
        Assert.All(names, name => Assert.Matches($"`(--source )?{name}`", Page));
    }

    [Fact]
    public async Task No_variable_is_read_that_is_not_on_the_page()
    {
        foreach (var args in new[] { "mint", "mint A", "helper aws --key A", "helper kubernetes --key A", "mint A --token-file /none", "list-keys", "list-idps", "explain A", "whoami", "exec A -- env", "exec A -c env", "mint A -o github", "token", "validate", "config show", "doctor", "config trust", "mint A --source github", "mint A --source azure-pipelines", "mint A --source gitlab", "mint A --source terraform-cloud", "mint A --source bitbucket", "mint A --source circleci", "mint A --source gcp", "mint A --source spiffe", "login", "login --insecure-storage", "logout", "status", "mint A --source login", "serve A --aws", "exec A --refresh -- env" })
        {
            var read = new List<string>();
            var surroundings = new Surroundings(_ => { }, _ => { }, () => Stream.Null, Asked, false, false, new VirtualTime(), _ => new FakeBroker(new VirtualTime()))
            {
                Files = new VirtualFiles(),
                Programs = new VirtualPrograms(),
                InputIsTerminal = false,
                Process = new VirtualProcess([]),
                OutputFiles = new VirtualOutputFiles(),
                PrivateFiles = new VirtualPrivateFiles(),
                Keyring = new VirtualKeyring(),
            };
            await CommandLine.RunAsync(args.Split(' '), surroundings, TestContext.Current.CancellationToken);
            Assert.All(read, name => Assert.Contains($"`{name}`", Page, StringComparison.Ordinal));

            string? Asked(string name)
            {
                read.Add(name);
                return null;
            }
        }
    }

    [Fact]
    public void Every_exit_code_is_on_the_page() =>
        Assert.All(Enum.GetValues<ExitCode>(), code => Assert.Contains($"\n| {(int)code} | ", Page, StringComparison.Ordinal));

    [Fact]
    public void Every_code_of_a_failure_is_on_the_page() =>
        Assert.All(
            typeof(FailureCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!),
            code => Assert.Contains($"`{code}`", Page, StringComparison.Ordinal));

    [Fact]
    public void Every_variable_that_a_command_does_not_see_is_on_the_page() =>
        Assert.All(
            [.. ConflictingVariables.Groups.SelectMany(group => group), .. ChildEnvironment.Withheld, .. ChildEnvironment.Essential, ChildEnvironment.Marker],
            name => Assert.Contains($"`{name}`", Page, StringComparison.Ordinal));

    [Fact]
    public void Every_refused_variable_is_on_the_page() =>
        Assert.All([.. Output.VariableNames.Unsafe, .. Output.VariableNames.UnsafePrefixes], name => Assert.Contains($"`{name}`", Page, StringComparison.Ordinal));

    [GeneratedRegex("^```console\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
