using System.Text.RegularExpressions;
using Xunit;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>What the sources look like.</summary>
public sealed partial class TextTests
{
    private const int LongestFile = 250;

    [Fact]
    public void No_file_is_longer_than_a_few_screens() =>
        Assert.All(Source.Files, static file => Assert.True(file.Text.Count(static c => c == '\n') <= LongestFile, file.Path));

    [Fact]
    public void Nothing_is_left_for_later() => Assert.All(Source.Files, static file => Assert.False(Later().IsMatch(file.Text), file.Path));

    [Fact]
    public void A_readme_below_src_states_a_law_in_a_few_lines() => Assert.All(Source.Find("README.md"), static file =>
    {
        var lines = File.ReadLines(file).Where(static line => line.Length > 0).ToArray();
        Assert.StartsWith("# ", lines[0], StringComparison.Ordinal);
        Assert.InRange(lines.Length, 2, 8);
    });

    [Fact]
    public void Symbols_that_are_banned_are_banned_in_every_project()
    {
        var props = Source.Read("Directory.Build.props");

        Assert.Contains("<PackageReference Include=\"Microsoft.CodeAnalysis.BannedApiAnalyzers\"", props, StringComparison.Ordinal);
        Assert.Contains("<AdditionalFiles Include=\"$(MSBuildThisFileDirectory)BannedSymbols.txt\"", props, StringComparison.Ordinal);
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", props, StringComparison.Ordinal);
        Assert.All(Source.Read("BannedSymbols.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries), static line => Assert.Matches(@"\A[TMPF]:[\w.(),]+;.+\z", line));
        Assert.All(
            [Source.Read(".editorconfig"), props, .. Source.Find("*.props").Concat(Source.Find("*.csproj")).Select(File.ReadAllText)],
            static text => Assert.DoesNotContain("RS0030", text, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex Later();
}
