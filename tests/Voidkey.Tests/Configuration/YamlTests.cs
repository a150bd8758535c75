using System.Text;
using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>YAML as it is read: one document of plain mappings, with positions; what is not is refused.</summary>
public sealed class YamlTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public static TheoryData<string, string> NotRead => new()
    {
        { "", "empty" },
        { "# nothing\n# but comments\n", "empty" },
        { "\n\n", "empty" },
        { "---\n", "must be a mapping" },
        { "§- a\n", "must be a mapping" },
        { "§just text\n", "must be a mapping" },
        { "a: §!!str b\n", "tags are not read" },
        { "a: §!secret b\n", "tags are not read" },
        { "a: §!!binary aGVsbG8=\n", "tags are not read" },
        { "a: §!<tag:example.test,2000:x> b\n", "tags are not read" },
        { "a: §!!map {}\n", "tags are not read" },
        { "§!!map {a: b}\n", "tags are not read" },
        { "a: b\n§---\nc: d\n", "one document" },
        { "a: §*nowhere\n", "anchor that is not defined" },
        { "a: &x {b: §*x}\n", "anchor that is not defined" },
        { "? §[a, b]\n: c\n", "a member's name must be a text" },
        { "§{a: b}: c\n", "a member's name must be a text" },
        { "a: {<<: §text}\n", "merges mappings" },
        { "a: b\n  c: d\n", "not valid YAML" },
        { "a: [b\n", "not valid YAML" },
        { "a: 'b\n", "not valid YAML" },
        { "a: \"\\q\"\n", "not valid YAML" },
        { "a:\n\tb: c\n", "not valid YAML" },
        { "a: {b\n", "not valid YAML" },
        { "%YAML 3.0\n---\na: b\n", "YAML" },
        { "a: b\n§\0c: d\n", "control character" },
        { "a: b # §\u001b[31m\n", "control character" },
        { "a: §\u0007\n", "control character" },
        { "§\u007f: b\n", "control character" },
        { "a: §\u0085b\n", "control character" },
        { "a: §\ufffe\n", "control character" },
    };

    [Theory]
    [MemberData(nameof(NotRead))]
    public void Is_refused(string yaml, string says)
    {
        var (text, line, column) = yaml.Contains('§', StringComparison.Ordinal) ? Yaml.Marked(yaml) : (yaml, 0, 0);
        var problem = Assert.Single(_folder.Load(text).Problems);

        Assert.Equal(ConfigCodes.Yaml, problem.Code);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.True(problem.Position is { Line: > 0, Column: > 0 }, problem.ToString());
        if (line > 0) Assert.Equal((line, column), (problem.Position.Line, problem.Position.Column));
    }

    [Fact]
    public void A_member_twice_is_refused_and_the_rest_is_still_read()
    {
        var loaded = _folder.Load(Yaml.Good + "default: ci\ndefalt: ci\n");

        Assert.Equal([(ConfigCodes.Duplicate, 32), (ConfigCodes.UnknownMember, 33)], loaded.Problems.Select(static problem => (problem.Code, problem.Position.Line)));
    }

    [Theory]
    [InlineData("\n", "\r\n")]
    [InlineData("brokerIdp:\n", "---\nbrokerIdp:\n")]
    [InlineData("brokerIdp:\n", "%YAML 1.2\n---\nbrokerIdp:\n")]
    [InlineData("default: ci\n", "default: ci\n...\n")]
    [InlineData("default: ci\n", "default: ci")]
    [InlineData("default: ci\n", "default: ci # comment with ümläuts 🔑\n")]
    [InlineData("default: ci\n", "default: ci\t\n")]
    [InlineData("default: ci\n", "\"default\": 'ci'\n")]
    [InlineData("default: ci\n", "default: >-\n  ci\n")]
    [InlineData("default: ci\n", "? default\n: ci\n")]
    public void Other_spellings_of_the_same_are_read(string piece, string by) => _folder.Good(Yaml.Good.Replace(piece, by, StringComparison.Ordinal));

    [Fact]
    public void A_byte_order_mark_is_passed_over()
    {
        var path = Path.Combine(_folder.Path, "config.yaml");
        File.WriteAllText(path, Yaml.Good, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.NotNull(_folder.LoadPath("config.yaml").Snapshot);
    }

    [Fact]
    public void Json_is_yaml_too()
    {
        const string Json =
            """
            {"brokerIdp": {"clientId": "voidkey", "clientSecret": "not-a-real-one", "issuer": "https://broker.example.test"},
             "clientIdps": [{"name": "ci", "issuer": "https://ci.example.test", "audience": "voidkey"}],
             "accessProviders": [{"name": "aws", "type": "aws", "region": "eu-central-1"}],
             "clientIdentities": [{"subject": "a", "idp": "ci", "keys": {"A": {"provider": "aws", "roleArn": "arn:aws:iam::123456789012:role/A", "duration": 900}}}]}
            """;

        _folder.Good(Json);
    }

    [Fact]
    public void A_file_that_is_not_utf8_is_refused()
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "config.yaml"), [.. Encoding.UTF8.GetBytes(Yaml.Good), (byte)'#', 0xc3, 0x28]);

        Assert.Equal("this file is not UTF-8 text", Assert.Single(_folder.LoadPath("config.yaml").Problems).Message);
    }

    [Theory]
    [InlineData("/nowhere/config.yaml")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void What_is_not_there_is_a_problem(string path) =>
        Assert.Equal(ConfigCodes.Unreadable, Assert.Single(ConfigLoader.Load(path, new ConfigEnvironment(new Dictionary<string, string>()), []).Problems).Code);

    public void Dispose() => _folder.Dispose();
}
