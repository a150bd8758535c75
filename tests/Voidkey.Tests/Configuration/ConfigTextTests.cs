using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>Two pieces of a configuration are the same where their one form is, and different where they mean something else.</summary>
public sealed class ConfigTextTests
{
    [Theory]
    [InlineData("{b: x, a: y}", """{"a":"y""b":"x"}""")]
    [InlineData("{a: 1}", """{"a":!"1"}""")]
    [InlineData("{a: '1'}", """{"a":"1"}""")]
    [InlineData("{a: true, b: 'true', c: 1.5, d: 2026-01-01}", """{"a":!"true""b":"true""c":!"1.5""d":"2026-01-01"}""")]
    [InlineData("{a: ~, b: , c: null, d: '~'}", "{\"a\":!\"~\"\"b\":!\"\"\"c\":!\"null\"\"d\":\"~\"}")]
    [InlineData("{a: [x, [y, 2], {z: w}]}", """{"a":["x"["y"!"2"]{"z":"w"}]}""")]
    [InlineData("{a: [], b: {}}", """{"a":[]"b":{}}""")]
    [InlineData("{a: 'x\"y\\z'}", """{"a":"x\"y\\z"}""")]
    [InlineData("{a: \"x\\ny\"}", "{\"a\":\"x\ny\"}")]
    public void One_form(string yaml, string form) => Assert.Equal(form, ConfigText.Of(Node(yaml)));

    [Fact]
    public void What_is_left_out_counts_as_being_there_and_no_more()
    {
        var root = Node("{a: {secret: one}, b: [one, two]}");
        var secret = ((ConfigMapping)root.Members[0].Value).Members[0].Value;
        Assert.Equal("""{"a":{"secret":*}"b":["one""two"]}""", ConfigText.Of(root, new HashSet<ConfigNode> { secret }));
    }

    [Theory]
    [InlineData("{a: x, b: 1, c: '1', d: ~, e: '~', f: 'null', g: ''}", """{a: x, b: 1, c: "1", d: ~, e: "~", f: "null", g: ""}""")]
    [InlineData("{a: 'Null', b: 'NULL', c: 'nULL', d: '[x', e: '{x', f: 'x[', g: 'x,y', h: 'x\"y', i: ' x', j: 'x '}", """{a: "Null", b: "NULL", c: nULL, d: "[x", e: "{x", f: x[, g: "x,y", h: "x\"y", i: " x", j: "x "}""")]
    [InlineData("{a: [], b: [x, {y: z}], c: {}}", "{a: [], b: [x, {y: z}], c: {}}")]
    public void People_see_quotes_where_it_would_read_as_something_else(string yaml, string shown) => Assert.Equal(shown, ConfigText.Shown(Node(yaml)));

    [Fact]
    public void People_see_no_more_than_the_beginning_of_what_is_very_long() =>
        Assert.Equal("[" + string.Join(", ", Enumerable.Repeat("x", 134)) + "]", ConfigText.Shown(Node($"{{a: [{string.Join(", ", Enumerable.Repeat("x", 5_000))}]}}").Members[0].Value));

    private static ConfigMapping Node(string yaml)
    {
        var problems = new ConfigProblems();
        var read = YamlReader.Read("config.yaml", yaml, problems);
        Assert.Empty(problems.All);
        return read!;
    }
}
