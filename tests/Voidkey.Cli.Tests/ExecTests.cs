using Voidkey.Cli.Execution;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>What happens before the command takes over. What it then sees is in <see cref="ExecProcessTests"/>.</summary>
public sealed class ExecTests
{
    [Theory]
    [InlineData("LD_PRELOAD", "/tmp/evil.so")]
    [InlineData("PATH", "/tmp/evil")]
    [InlineData("BAD NAME", "1")]
    [InlineData("", "1")]
    [InlineData("X=Y", "1")]
    [InlineData("NUL", "a\0b")]
    public async Task Nothing_runs_with_a_variable_that_is_unsafe(string name, string value)
    {
        var cli = Terminal.WithToken();

        var ran = await cli.RunAsync(["exec", "A", "--", "aws"], Some.Mint(("GOOD", "1"), (name, value)));

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
        Assert.Null(cli.Process.Successor);
    }

    [Fact]
    public async Task A_waiver_lets_an_unsafe_variable_pass()
    {
        var cli = Terminal.WithToken();

        await cli.RunAsync(["exec", "A", "--allow-unsafe-env", "--", "aws"], Some.Mint(("PATH", "/opt")));

        Assert.Equal("/bin/aws <aws>\nPATH=/opt\n", cli.Process.Became);
    }

    [Theory]
    [InlineData("exec")]
    [InlineData("exec -- aws")]
    [InlineData("exec A -c x -- aws")]
    [InlineData("exec A --clean-env --keep-env -- aws")]
    [InlineData("exec A -o json -- aws")]
    [InlineData("exec A --duration 0 -- aws")]
    [InlineData("exec A --bogus -- aws")]
    [InlineData("exec A aws")]
    [InlineData("exec --all A -- aws")]
    [InlineData("exec A --")]
    public async Task A_wrong_command_line_asks_nobody_and_runs_nothing(string args)
    {
        var cli = Terminal.WithToken();

        var ran = await cli.RunAsync(args.Split(' '), Some.Mint(("X", "1")));

        Assert.Equal((2, ""), (ran.Exit, ran.Output));
        Assert.Empty(ran.Requests);
        Assert.Null(cli.Process.Successor);
    }

    [Fact]
    public async Task Every_word_behind_the_dashes_is_the_commands_own()
    {
        var cli = Terminal.WithToken();
        string[] words = ["aws", "", "--", "--help", "-k", "B", "@/etc/passwd", "[x]", "--clean-env", "a b", "-o=json", "--token", "eyJ.x"];

        var ran = await cli.RunAsync(["exec", "A", "--", .. words], Some.Mint(("X", "1")));

        Assert.Equal(words, cli.Process.Successor!.Arguments);
        Assert.Equal("""{"keys":["A"]}""", ran.Requests[0].Body);
    }

    [Fact]
    public async Task The_commands_exit_code_is_the_exit_code()
    {
        var cli = new Terminal { Environment = { ["OIDC_TOKEN"] = "t" }, Process = { Exit = (ExitCode)42 } };

        Assert.Equal(42, (await cli.RunAsync(["exec", "A", "--", "aws"], Some.Mint(("X", "1")))).Exit);
    }

    [Fact]
    public async Task Ctrl_C_at_the_last_moment_runs_nothing()
    {
        using var interrupt = new CancellationTokenSource();
        var cli = new Terminal { Environment = { ["OIDC_TOKEN"] = "subject.token.canary" }, Interrupt = interrupt.Token, AfterErrors = interrupt.Cancel };

        var ran = await cli.RunAsync(["exec", "A", "--", "aws"], Some.Mint(("X", "1")));

        Assert.Contains("minted A", ran.Errors, StringComparison.Ordinal);
        Assert.Equal(130, ran.Exit);
        Assert.Null(cli.Process.Successor);
    }

    [Fact]
    public async Task A_refused_key_runs_nothing()
    {
        var cli = Terminal.WithToken();

        var ran = await cli.RunAsync(["exec", "A", "--", "aws"], CannedAnswer.Problem(403, "FORBIDDEN", "no"));

        Assert.Equal(5, ran.Exit);
        Assert.Null(cli.Process.Successor);
    }

    [Fact]
    public void Every_group_of_variables_is_emptied_around_the_ones_that_were_minted()
    {
        foreach (var group in ConflictingVariables.Groups)
        {
            var own = group.Select(name => EnvironmentEntry.Of(name, "old")).Append(EnvironmentEntry.Of("OTHER", "kept")).ToList();
            var child = ChildEnvironment.Of(own, [new(group[0], "new")], Inheritance.Usual);

            Assert.Equal(["OTHER", group[0]], child.Entries.Select(entry => entry.Name));
            Assert.Equal(group.Skip(1), child.Unset);
        }
    }

    [Fact]
    public void A_variable_that_occurs_twice_is_replaced_twice() =>
        Assert.Equal("X=new"u8, Assert.Single(ChildEnvironment.Of([EnvironmentEntry.Of("X", "1"), EnvironmentEntry.Of("X", "2")], [new("X", "new")], Inheritance.Everything).Entries).Bytes);

    public static TheoryData<string, string?, string> Lookups => new()
    {
        { "aws", "/a:/b", "/b/aws" },
        { "aws", "/a/:/b/", "/b/aws" },
        { "aws", "/refused:/b", "/b/aws" },
        { "aws", null, "/usr/bin/aws" },
        { "here", "/a::/b", "./here" },
        { "here", "", "./here" },
        { "./here", "/a", "./here" },
        { "/b/aws", "/a", "/b/aws" },
    };

    [Theory, MemberData(nameof(Lookups))]
    public void A_program_is_found_as_execvp_finds_it(string name, string? path, string found) =>
        Assert.Equal(found, ProgramLookup.Find(name, path, null, Look).TryGet(out var program, out _) ? program : null);

    [Theory]
    [InlineData("aws", "/a:/none", 127)]
    [InlineData("aws", "/a:/refused", 126)]
    [InlineData("/refused/aws", "/b", 126)]
    [InlineData("b/aws", "/", 127)]
    [InlineData("", "/b", 127)]
    [InlineData("aws\0", "/b", 127)]
    public void What_cannot_run_is_told_by_the_shells_numbers(string name, string path, int exit)
    {
        Assert.False(ProgramLookup.Find(name, path, null, Look).TryGet(out _, out var failure));
        Assert.Equal(exit, (int)failure.Exit);
    }

    [Fact]
    public void Windows_adds_its_extensions() =>
        Assert.All(
            [("aws", "aws.EXE"), ("python3.11", "python3.11.EXE"), ("aws.EXE", "aws.EXE")],
            names => Assert.True(ProgramLookup.Find(names.Item1, @"C:\x;D:\y", ".COM;.EXE", path => path == $@"D:\y/{names.Item2}" ? ProgramFile.Executable : ProgramFile.Missing).TryGet(out _, out _)));

    private static ProgramFile Look(string path) => path switch
    {
        "/b/aws" or "/usr/bin/aws" or "./here" => ProgramFile.Executable,
        "/refused/aws" => ProgramFile.NotExecutable,
        _ => ProgramFile.Missing,
    };
}
