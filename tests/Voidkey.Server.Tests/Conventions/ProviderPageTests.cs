using System.Text.RegularExpressions;
using Voidkey.Http;
using Voidkey.Providers;
using Xunit;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>Every provider has a page that says the same things in the same order, and what it shows loads.</summary>
public sealed partial class ProviderPageTests
{
    private static readonly string[] Headings = ["What it calls", "At the cloud", "Settings", "Output fields", "Sample", "What can go wrong"];

    public static TheoryData<string> Types
    {
        get
        {
            using var http = new OutboundHttp();
            return [.. BuiltInProviders.Create(http, TimeProvider.System).Select(static provider => provider.Type)];
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void It_says_what_a_user_needs(string type)
    {
        var page = Source.Read("docs", "providers", $"{type}.md");
        Assert.StartsWith($"# `{type}`", page, StringComparison.Ordinal);
        Assert.Equal(Headings, Heading().Matches(page).Select(static match => match.Groups[1].Value));
        Assert.Contains($"(providers/{type}.md)", Source.Read("docs", "configuration.md"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Types))]
    public void What_it_shows_loads_and_nothing_is_found_in_it(string type)
    {
        var samples = Yaml().Matches(Source.Read("docs", "providers", $"{type}.md")).Select(static match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(samples);
        Assert.All(samples, sample =>
        {
            Assert.Contains($"type: {type}", sample, StringComparison.Ordinal);
            var found = DocumentationTests.Check(sample);
            Assert.Empty(found.Problems);
            Assert.Empty(found.Findings);
        });
    }

    [GeneratedRegex(@"^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```yaml\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Yaml();
}
