using CsCheck;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>The promise behind <c>eval "$(voidkey mint …)"</c>: the shell ends up with the broker's bytes, and runs nothing.</summary>
public sealed class ShellTests
{
    private static readonly string[] Hostile =
    [
        "", " ", "a b", "'", "''", "\"", "\\", "\\\\", "\\'", "'\\", "a\\", "\\n", "$(id)", "`id`", "${HOME}", "$HOME", "$$", "!", "!!", "!x",
        "*", "?", "[a-z]", "{a,b}", "~", "~root", "-n", "--", "-e x", "=ls", "a=b", "==", "%self", "%1", "#x", "a#b", ";id", "&", "|", "<", ">", "(", ")",
        "\t", "\r", "\u0001", "\u007f", "é😀", "\u00a0", "\u202e", "'; touch /tmp/voidkey-was-here; '", "$'\\n'", "a'b'c\\'d", "@x", "/:.,+_",
    ];

    private static readonly string[] WithLineBreaks = ["\n", "a\nb", "a\n", "\n\n", "a\\\nb", "'\n'", "a\r\nb"];

    /// <summary>Valid text without NUL, with a liking for what shells care about.</summary>
    private static readonly Gen<string> AnyValue =
        Gen.OneOf(
            Gen.Char["'\"\\$`!*?[]{}()<>|&;~#=%:-@^ \n\t\r"].Select(c => c.ToString()),
            Gen.Char['a', 'z'].Select(c => c.ToString()),
            Gen.Int[1, 0x10FFFF].Where(c => c is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32))
        .Array[0, 24].Select(string.Concat);

    [Theory]
    [InlineData("bash")]
    [InlineData("dash")]
    [InlineData("zsh")]
    [InlineData("ksh")]
    [InlineData("fish")]
    public async Task A_shell_reads_exactly_the_value(string name)
    {
        var shell = Shell.Require(name);

        // fish splits a line break in `export` into a list; docs/cli.md says so.
        await AssertReadAsync(shell, name == "fish" ? Hostile : [.. Hostile, .. WithLineBreaks]);
    }

    [Fact]
    public async Task Fish_reads_exactly_the_value_of_its_own_format()
    {
        var fish = Shell.Require("fish");
        string[] values = [.. Hostile, .. WithLineBreaks];

        var ran = await Terminal.RunAsync("mint A -o fish", Answer(values));

        Assert.Equal(values, await Shell.EvaluateAsync(fish, ran.Output, values.Length));
    }

    [Theory]
    [InlineData("pwsh", "powershell", "/bin/cat '{0}' | Invoke-Expression; /usr/bin/env -0", "-NoProfile", "-NonInteractive", "-Command")]
    [InlineData("nu", "nushell", "source {0}; ^/usr/bin/env -0", "--no-config-file", "--no-std-lib", "-c")]
    public async Task A_shell_of_another_kind_reads_exactly_the_value_of_its_own_format(string name, string format, string script, params string[] arguments)
    {
        var shell = Shell.Require(name);

        string[] values = [.. Hostile, .. WithLineBreaks, "\u2018a\u2019b\u201a\u201b", "a`n$x", "$(id) \"", "\ud83d\ude00'"];
        var ran = await Terminal.RunAsync($"mint A -o {format}", Answer(values));
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, ran.Output, TestContext.Current.CancellationToken);

        var seen = await Shell.EnvironmentAfterAsync(shell, [.. arguments, script.Replace("{0}", file, StringComparison.Ordinal)]);

        File.Delete(file);
        Assert.Equal(values, Enumerable.Range(0, values.Length).Select(i => seen.GetValueOrDefault($"V{i}")));
    }

    [Fact]
    public async Task A_shell_that_sources_a_dotenv_file_reads_exactly_the_value()
    {
        var shell = Shell.Require("bash");
        string[] values = [.. Hostile.Where(v => !v.Any(c => c is < ' ' or '\u007f'))];

        var ran = await Terminal.RunAsync("mint A -o dotenv", Answer(values));

        Assert.Equal(values, await Shell.EvaluateAsync(shell, ran.Output, values.Length));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("dash")]
    public async Task A_shell_gives_back_any_value(string name)
    {
        var shell = Shell.Require(name);
        await AnyValue.Array[40].SampleAsync(values => AssertReadAsync(shell, values), iter: 25);
    }

    private static CannedAnswer Answer(string[] values) => Some.Mint([.. values.Select((value, i) => ($"V{i}", value))]);

    private static async Task AssertReadAsync(string shell, string[] values)
    {
        var ran = await Terminal.RunAsync("mint A", Answer(values));

        Assert.Equal(0, ran.Exit);
        Assert.Equal(values, await Shell.EvaluateAsync(shell, ran.Output, values.Length));
    }
}
