using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>A configuration's hash is the same for the same text in any layout, and tells nothing of a secret.</summary>
public sealed class OutlineTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    [Theory]
    [InlineData(Yaml.Canary, "another-secret"), InlineData("name: ci", "\"name\": 'ci'"), InlineData("default: ci\n", "# a comment\ndefault:    ci\n")]
    [InlineData("    issuer: https://ci.example.test\n    audience: voidkey\n", "    audience: voidkey\n    issuer: https://ci.example.test\n")]
    public void It_is_the_same_when_only_a_secret_or_the_layout_changes(string piece, string by)
    {
        var (before, after) = (_folder.Good(Yaml.Good), _folder.Good(Yaml.With(piece, by)));

        Assert.Equal(before.Hash, after.Hash);
        Assert.Equal("nothing that is not secret", after.Outline.ChangesSince(before.Outline));
        Assert.Matches("^[0-9a-f]{12}$", after.Hash);
    }

    [Theory]
    [InlineData("duration: 900", "duration: 901", "clientIdentities changed"), InlineData("default: ci\n", "", "default +0 -1"), InlineData("default: ci\n", "default: ci\nlimits: {maxKeys: 3}\n", "limits +1 -0")]
    [InlineData("clientId: voidkey", "clientId: other", "brokerIdp changed"), InlineData("accessProviders:\n", "accessProviders:\n  - {name: more, type: aws-sts, region: eu-west-1}\n", "accessProviders +1 -0")]
    public void It_is_another_when_anything_else_changes(string piece, string by, string changes)
    {
        var (before, after) = (_folder.Good(Yaml.Good), _folder.Good(Yaml.With(piece, by)));

        Assert.NotEqual(before.Hash, after.Hash);
        Assert.Equal(changes, after.Outline.ChangesSince(before.Outline));
    }

    [Fact]
    public void Another_order_of_a_list_is_a_change_that_adds_nothing()
    {
        const string More = "  - {name: more, type: aws-sts, region: eu-west-1}\n";
        var before = _folder.Good(Yaml.With("accessProviders:\n", "accessProviders:\n" + More));
        var after = _folder.Good(Yaml.With("clientIdentities:\n", More + "clientIdentities:\n"));

        Assert.NotEqual(before.Hash, after.Hash);
        Assert.Equal("accessProviders reordered", after.Outline.ChangesSince(before.Outline));
    }

    public void Dispose() => _folder.Dispose();
}
