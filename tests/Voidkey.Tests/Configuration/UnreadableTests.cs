using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>A configuration that is not there, or not to be read, says so and names the file.</summary>
public sealed class UnreadableTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nowhere", "there is no such file or folder"), InlineData("nowhere/config.yaml", "there is no such file or folder"), InlineData("empty", "there is no *.yaml or *.yml file in this folder"), InlineData("others", "there is no *.yaml or *.yml file in this folder")]
    [InlineData("gone.yaml", "this file cannot be read"), InlineData("huge.yaml", "this file is larger than 67108864 bytes")]
    public void It_says_why(string path, string says)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "empty"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "others"));
        _folder.Write("others/.hidden.yaml", Yaml.Good);
        _folder.Write("others/config.json", "{}");
        if (!OperatingSystem.IsWindows()) File.CreateSymbolicLink(Path.Combine(_folder.Path, "gone.yaml"), "nothing");
        using (var huge = File.Create(Path.Combine(_folder.Path, "huge.yaml"))) huge.SetLength((64 << 20) + 1);

        var loaded = _folder.LoadPath(path);
        Assert.Null(loaded.Snapshot);
        Assert.Equal((ConfigCodes.Unreadable, $"{Path.Combine(_folder.Path, path)}: VK1012 {says}"), (loaded.Problems[0].Code, loaded.Problems[0].ToString()));
    }

    [Fact]
    public void A_variable_that_sets_nothing_is_told()
    {
        var problem = Assert.Single(_folder.Load(Yaml.Good, ("VOIDKEY_LIMITS__MAXKEY", "1")).Problems);
        Assert.Equal("environment: VK1011 VOIDKEY_LIMITS__MAXKEY: there is no such setting; correct the name or unset it", problem.ToString());
    }

    [Fact]
    public void A_section_that_stands_in_two_files_is_told_with_the_first()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "twice"));
        _folder.Write("twice/a.yaml", Yaml.Good);
        _folder.Write("twice/b.yaml", "default: ci\n");
        Assert.Equal($"this stands in {Path.Combine(_folder.Path, "twice", "a.yaml")}:31:1 already, and only once in all files together", Assert.Single(_folder.LoadPath("twice").Problems).Message);
    }
}
