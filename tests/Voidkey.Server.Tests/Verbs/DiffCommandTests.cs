using System.Text.Json.Nodes;
using Voidkey.Server.Hosting;
using Xunit;

namespace Voidkey.Server.Tests.Verbs;

/// <summary><c>voidkey-server diff</c>: what it prints and exits with.</summary>
public sealed class DiffCommandTests : IDisposable
{
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void No_change_exits_with_0_and_says_so()
    {
        var (old, same) = (_desk.Write("old.yaml", Desk.With(Desk.Passing)), _desk.Write("same.yaml", $"# a comment\n{Desk.With(Desk.Passing)}"));

        Assert.Equal((0, "Nothing changes: the same grants, and the same outcome of every test.\n", ""), _desk.Run("diff", old, same));
        Assert.Equal((0, "{\n  \"changes\": [],\n  \"decisions\": []\n}\n", ""), _desk.Run("diff", "--format", "json", old, same));
    }

    [Fact]
    public void Changes_exit_with_1_what_is_wider_first()
    {
        var old = _desk.Write("old.yaml", Desk.With(Desk.Passing, Desk.Failing));
        var @new = _desk.Write("new.yaml", Desk.With(Desk.Passing, Desk.Failing).Replace("ref: refs/heads/main }, keys", "ref: [refs/heads/main, refs/heads/dev] }, keys", StringComparison.Ordinal)
            .Replace("aws, roleArn", "aws, duration: 30m, roleArn", StringComparison.Ordinal).Replace("role/Deploy", "role/Other", StringComparison.Ordinal));

        Assert.Equal(
            (1, """
            May now:
              ! test 'fails': AWS_DEPLOY is allowed, was denied: no identity matches
              ~ identity 'main' of 'ci': match.ref: refs/heads/main → [refs/heads/main, refs/heads/dev]
            May no longer:
              ~ key 'AWS_DEPLOY' of 'main': lifetime unless asked: 1h → 30m
              ~ key 'AWS_DEPLOY' of 'main': longest lifetime: 1h → 30m
            Changes otherwise, or in a way that only a reader can tell:
              ~ key 'AWS_DEPLOY' of 'main': roleArn: arn:aws:iam::123456789012:role/Deploy → arn:aws:iam::123456789012:role/Other

            """, ""),
            _desk.Run("diff", old, @new));
    }

    [Fact]
    public void Programs_get_every_change_and_decision()
    {
        var (old, @new) = (_desk.Write("old.yaml", Desk.With(Desk.Passing)), _desk.Write("new.yaml", Desk.With(Desk.Passing).Replace("ref: refs/heads/main }, keys", "ref: refs/heads/next }, keys", StringComparison.Ordinal)));
        var ran = _desk.Run("diff", "--format=json", old, @new);
        var json = JsonNode.Parse(ran.Output)!;

        Assert.Equal(1, ran.Exit);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{ "direction": "other", "kind": "changed", "type": "identity", "name": "main", "of": "ci", "setting": "match.ref", "before": "refs/heads/main", "after": "refs/heads/next" }"""),
            Assert.Single(json["changes"]!.AsArray())));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{ "direction": "narrower", "test": "passes", "key": "AWS_DEPLOY", "allowed": false, "why": "no identity matches" }"""),
            Assert.Single(json["decisions"]!.AsArray())));
    }

    [Fact]
    public void A_configuration_with_errors_exits_with_3_and_compares_nothing()
    {
        var good = _desk.Write("good.yaml", Desk.With(Desk.Passing));
        var ran = _desk.Run("diff", good, _desk["absent"]);

        Assert.Equal((3, ""), (ran.Exit, ran.Output));
        Assert.Contains("absent: VK1012", ran.Errors, StringComparison.Ordinal);
        Assert.Equal(3, _desk.Run([], "diff", good, good).Exit);
        Assert.Equal(0, _desk.Run([], "diff", good, good, "--stub-missing").Exit);
    }

    [Fact]
    public void A_hostile_text_keeps_to_its_line()
    {
        var old = _desk.Write("old.yaml", Desk.With(Desk.Passing));
        var @new = _desk.Write("new.yaml", Desk.With(Desk.Passing).Replace("name: main", "name: \"a\\u2028May no longer:\\u202e\"", StringComparison.Ordinal));
        foreach (var format in new[] { "text", "json" }) Assert.DoesNotContain(_desk.Run("diff", old, @new, "--format", format).Output, static c => (char.IsControl(c) && c != '\n') || c is '\u2028' or '\u202e');
    }

    [Theory]
    [InlineData("diff", "two files or folders"), InlineData("diff a", "two files or folders"), InlineData("diff a b c", "two files or folders")]
    [InlineData("diff a b --format xml", "text or json"), InlineData("diff a b --format", "--format needs a value"), InlineData("diff a b --junit x", "diff does not know '--junit'")]
    public void Is_not_understood(string line, string says)
    {
        Assert.False(ServerArguments.TryParse(line.Split(' '), out _, out var fault));
        Assert.Contains(says, fault, StringComparison.Ordinal);
    }
}
