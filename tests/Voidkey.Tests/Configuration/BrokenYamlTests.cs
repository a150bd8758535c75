using CsCheck;
using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>However a text is broken, reading it ends in a problem with a place, and never in an exception.</summary>
public sealed class BrokenYamlTests
{
    private static readonly string[] Pieces =
    [
        "[", "]", "{", "}", ",", ":", ": ", "- ", "? ", "#", " #", "\n", "\n\n", " ", "  ", "\t", "'", "\"", "|", ">", "|-\n", "&a ", "*a", "<<: *a\n", "!", "!!str ", "!<", ">", "!a!b ", "!%C3 ", "%TAG ! tag:a,2026:\n", "\"\\U0011ffff\"", "\"\\x", "%", "%YAML 1.2\n", "@", "`", "---\n", "...\n", "\\", "\r", "\ufeff", "ü", "\ud800", "a", "0", "~",
    ];

    [Theory]
    [InlineData("audit: [unclosed\nlogging: {level: info}\n", 1)]
    [InlineData("a: b\naudit:\n  sinks:\n    - type: stdout\n      timeout: [unclosed\n    - type: file\n", 5)]
    public void An_unclosed_list_is_told_where_it_begins(string yaml, int line)
    {
        var problem = Assert.Single(ConfigFolder.LoadOnce(yaml).Problems);

        Assert.Equal((ConfigCodes.Yaml, line), (problem.Code, problem.Position.Line));
        Assert.Contains("not valid YAML", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audit: !!a%25b c\n")]
    [InlineData("audit: !<> c\n")]
    [InlineData("%TAG !a! :\n---\naudit: !a!b c\n")]
    public void A_tag_that_is_no_uri_is_a_problem_like_others(string yaml) =>
        Assert.Equal(ConfigCodes.Yaml, Assert.Single(ConfigFolder.LoadOnce(yaml).Problems).Code);

    [Fact]
    public void A_tab_in_the_indentation_is_told_where_it_is()
    {
        var (text, line, column) = Yaml.Marked(Yaml.With("  name: broker\n", "§\tname: broker\n"));
        var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems);

        Assert.Equal((ConfigCodes.Yaml, line, column), (problem.Code, problem.Position.Line, problem.Position.Column));
    }

    [Fact]
    public void Whatever_is_put_in_or_cut_out_of_a_text_it_is_read_or_refused() =>
        Gen.Select(Gen.Int[0, Yaml.Good.Length - 1], Gen.Int[0, 12], Gen.Int[0, Pieces.Length - 1].Array[0, 4]).Sample(
            static (at, cut, pieces) =>
            {
                var problems = new ConfigProblems();
                var root = YamlReader.Read("config.yaml", Yaml.Good[..at] + string.Concat(pieces.Select(static piece => Pieces[piece])) + Yaml.Good[Math.Min(at + cut, Yaml.Good.Length)..], problems);

                Assert.True(root is not null || problems.Any);
                Assert.All(problems.All, static problem => Assert.True(problem.Position is { Line: > 0, Column: > 0 } && !problem.ToString().Contains(Yaml.Canary, StringComparison.Ordinal)));
            },
            iter: 20_000);
}
