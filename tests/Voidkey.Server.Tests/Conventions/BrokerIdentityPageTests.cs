using System.Text.RegularExpressions;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Providers;
using Voidkey.Server.Tests.Schema;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>What the page about the broker's identity shows works.</summary>
public sealed partial class BrokerIdentityPageTests : IDisposable
{
    private static readonly string Page = Source.Read("docs", "broker-identity.md");
    private static readonly string[] Fragments = [.. Yaml().Matches(Page).Select(static match => match.Groups[1].Value).Where(static text => text.StartsWith("brokerIdp:", StringComparison.Ordinal))];

    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-page-").FullName;
    private int _files;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_way_that_is_shown_loads_with_the_readmes_configuration()
    {
        Assert.True(Fragments.Length >= 8, $"{Fragments.Length} fragments");
        foreach (var way in new[] { "tokenFile:", "tokenFiles:", "privateKeyFile:", "clientCertificateFile:" }) Assert.Contains(Fragments, text => text.Contains(way, StringComparison.Ordinal));
        Assert.All(Fragments, fragment => Assert.DoesNotContain(Load(fragment), static problem => problem.Code != ConfigCodes.Ignored));
    }

    [Fact]
    public void Every_member_of_a_way_is_on_the_page() => Assert.All(
        new[] { "tokenFile", "tokenFiles", "privateKeyFile", "privateKeyId", "assertionAudience", "clientCertificateFile", "clientKeyFile", "clientSecret", "tokenEndpointAuthMethod" },
        static member => Assert.Contains(member, Page, StringComparison.Ordinal));

    private IReadOnlyList<ConfigProblem> Load(string fragment)
    {
        var whole = Yaml().Match(Source.Read("README.md")).Groups[1].Value;
        var audience = Audience().Match(fragment).Groups[1].Value;
        var issuer = Issuer().Match(fragment) is { Success: true } named ? named.Groups[1].Value : "https://platform.example.test";
        var text = File().Replace(fragment, match => $"{match.Groups[1].Value}: {Made(match.Groups[1].Value, audience, issuer)}");
        text = Entry().Replace(text, match => $"    {match.Groups[1].Value}: {Made("tokenFile", match.Groups[1].Value, issuer)}");
        Assert.DoesNotContain("/var/run", text, StringComparison.Ordinal);

        var path = Path.Combine(_folder, "config.yaml");
        System.IO.File.WriteAllText(path, text + whole[whole.IndexOf("clientIdps:", StringComparison.Ordinal)..]);
        using var http = new OutboundHttp(new FakeNetwork());
        return ConfigLoader.Load(path, new ConfigEnvironment(new Dictionary<string, string>()), BuiltInProviders.Create(http, TimeProvider.System)).Problems;
    }

    private string Made(string member, string audience, string issuer)
    {
        var path = Path.Combine(_folder, member is "privateKeyFile" or "clientKeyFile" ? "key" : member == "tokenFile" ? $"token-{++_files}" : "certificate");
        if (member is "privateKeyFile" or "clientKeyFile") BrokerFiles.WriteKey(path);
        else if (member == "tokenFile") BrokerFiles.WriteToken(path, audience, issuer);
        else BrokerFiles.WriteCertificate(path);
        return path;
    }

    [GeneratedRegex(@"^```yaml\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Yaml();

    [GeneratedRegex(@"\b(privateKeyFile|clientCertificateFile|clientKeyFile|tokenFile): \S+")]
    private static partial Regex File();

    [GeneratedRegex(@"^    ([\w.]+): /var/run\S+", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^  audience: (\S+)", RegexOptions.Multiline)]
    private static partial Regex Audience();

    [GeneratedRegex(@"^  issuer: (\S+)", RegexOptions.Multiline)]
    private static partial Regex Issuer();
}
