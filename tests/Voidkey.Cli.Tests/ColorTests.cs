using Voidkey.Cli.Output;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>Colours and cut tables are for people who read a terminal, and for nobody else.</summary>
public sealed class ColorTests
{
    private const string On = "\e[1mNAME  DEFAULT\e[0m\n";
    private const string Off = "NAME  DEFAULT\n";

    [Theory]
    [InlineData(true, "TERM=xterm", "", On)]
    [InlineData(false, "TERM=xterm", "", Off)]
    [InlineData(true, "", "", Off)]
    [InlineData(true, "TERM=dumb", "", Off)]
    [InlineData(true, "TERM=xterm CI=true", "", Off)]
    [InlineData(true, "TERM=xterm CI=false", "", On)]
    [InlineData(true, "TERM=xterm NO_COLOR=0", "", Off)]
    [InlineData(true, "TERM=xterm NO_COLOR=", "", On)]
    [InlineData(true, "TERM=xterm VOIDKEY_NO_COLOR=1", "", Off)]
    [InlineData(true, "TERM=xterm CLICOLOR=0", "", Off)]
    [InlineData(false, "CLICOLOR_FORCE=1", "", On)]
    [InlineData(false, "CLICOLOR_FORCE=0", "", Off)]
    [InlineData(false, "CLICOLOR_FORCE=1 NO_COLOR=1", "", Off)]
    [InlineData(false, "NO_COLOR=1 CI=1", "--color always", On)]
    [InlineData(false, "", "--color auto", Off)]
    [InlineData(true, "TERM=xterm CLICOLOR_FORCE=1", "--color never", Off)]
    [InlineData(true, "TERM=xterm", "--no-color", Off)]
    [InlineData(false, "", "--color always --no-color", Off)]
    public async Task Whether_there_are_colours_is_said_by_flags_then_variables_then_the_stream(bool isTerminal, string variables, string flags, string first)
    {
        var cli = new Terminal { OutputIsTerminal = isTerminal };
        foreach (var variable in variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('='))) cli.Environment[variable[0]] = variable[1];

        var ran = await cli.RunAsync(["idps", .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)], CannedAnswer.Json("""{"providers":[]}"""));

        Assert.Equal($"{first}----  -------\n", ran.Output);
        Assert.Equal("", ran.Errors);
    }

    [Fact]
    public async Task Stderr_has_colours_of_its_own()
    {
        var cli = Terminal.WithToken();
        (cli.ErrorsAreTerminal, cli.Environment["TERM"]) = (true, "xterm");

        Assert.StartsWith("\e[32m✓\e[0m A  ", (await cli.RunAsync(["mint", "A"], Some.Mint(("X", "1")))).Errors, StringComparison.Ordinal);
        Assert.StartsWith("\e[33mwarning:\e[0m a token given", (await cli.RunAsync(["mint", "A", "--token", "a.b.c"], Some.Mint(("X", "1")))).Errors, StringComparison.Ordinal);
        var failed = await cli.RunAsync(["mint", "A"], CannedAnswer.Problem(403, "FORBIDDEN", "no \\u001b[31m"));
        Assert.StartsWith("\e[31;1merror:\e[0m the broker", failed.Errors, StringComparison.Ordinal);
        Assert.Contains(@"no \x1b[31m", failed.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', (await cli.RunAsync(["mint", "A", "--log-format", "json"], Some.Mint(("X", "1")))).Errors);
        Assert.DoesNotContain('\e', (await cli.RunAsync(["mint", "A", "-o", "json"], Some.Mint(("X", "1")))).Output);
    }

    [Theory]
    [InlineData(null, "a  bb    a long description\n")]
    [InlineData(80, "a  bb    a long description\n")]
    [InlineData(27, "a  bb    a long description\n")]
    [InlineData(26, "a  bb    a long descripti…\n")]
    [InlineData(20, "a  bb    a long des…\n")]
    [InlineData(10, "a  bb    a long description\n")]
    public void A_table_is_cut_at_its_last_column_where_the_terminal_ends(int? width, string row)
    {
        var table = Table.Write([["N", "PROV", "D"], ["a", "bb", "a long description"]], new Paper(width, Palette.None));

        Assert.Equal($"N  PROV  D\n{row}", table);
    }
}
