using System.Text.RegularExpressions;
using Voidkey.Server.Tests.Schema;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>A secret that a variable puts where none belongs is told by nobody, whatever is wrong with it there.</summary>
public sealed partial class MisplacedSecretTests
{
    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void No_message_holds_what_a_variable_brought(int text)
    {
        using var files = new EveryMember();
        var secret = Canary.Make("misplaced").Reveal();
        var lines = EveryMember.Texts[text].Split('\n');
        var told = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            if (!Value().IsMatch(lines[i])) continue;
            string[] changed = [.. lines[..i], Value().Replace(lines[i], "$1\"${MISPLACED}\""), .. lines[(i + 1)..]];
            var problems = files.Load(string.Join('\n', changed), ("MISPLACED", secret)).Problems;
            Assert.All(problems, problem => Assert.DoesNotContain(secret, problem.ToString(), StringComparison.Ordinal));
            told += problems.Count;
        }

        Assert.True(told > 5, $"Only {told} problems were told.");
    }

    [Theory]
    [InlineData("idp: ci", "idp: ${WRONG}", "no client IdP named '${…}'")]
    [InlineData("provider: aws-prod", "provider: ${WRONG}", "no access provider named '${…}'")]
    [InlineData("type: aws-sts", "type: ${WRONG}", "there is no provider type '${…}'")]
    [InlineData("[RS256, ES256]", "['${WRONG}']", "'${…}'")]
    [InlineData("default: ci", "default: ci\nlogging: { level: '${WRONG}' }", "'${…}' is not one of debug, info, warn, error")]
    public void What_came_from_a_variable_reads_as_such(string piece, string by, string says)
    {
        var problem = Assert.Single(ConfigFolder.LoadOnce(Yaml.With(piece, by), ("WRONG", "canary-wrong-place-1")).Problems);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    // A member with a plain value that is alone on its line.
    [GeneratedRegex("""^(\s*(?:- )?[\w/.-]+: )[^\s\[\]{}"'&*|>#][^\[\]{}"'#]*$""")]
    private static partial Regex Value();
}
