using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Voidkey.Configuration;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Lint;
using Voidkey.Presets;
using Voidkey.Providers;
using Voidkey.Server.Answers;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>What the product can be told and can say is documented, and what the documents show works.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Configuration = Source.Read("docs", "configuration.md");
    private static readonly string ProviderPages = string.Concat(Directory.EnumerateFiles(Path.Combine(Source.Root, "docs", "providers"), "*.md").Select(File.ReadAllText));
    private static readonly string Errors = Source.Read("docs", "errors.md");

    /// <summary>The names that the parser asks for, wherever it does.</summary>
    internal static IReadOnlyList<string> MembersRead { get; } =
        [.. Source.Files.Where(static file => file.Path.Contains("Configuration", StringComparison.Ordinal) || file.Path.StartsWith("Voidkey.Providers", StringComparison.Ordinal))
            .SelectMany(static file => Read().Matches(file.Text)).Select(static match => match.Groups[1].Value).Distinct()];

    [Fact]
    public void Every_kind_of_configuration_problem_is_explained() => Assert.All(
        new[] { typeof(ConfigCodes), typeof(LintCodes) }.SelectMany(static codes => codes.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(static field => (string)field.GetValue(null)!),
        static code => Assert.Contains($"| {code} |", Configuration, StringComparison.Ordinal));

    [Fact]
    public void Every_member_that_is_read_is_documented()
    {
        Assert.True(MembersRead.Count > 30, $"{MembersRead.Count} members");
        Assert.All(MembersRead, static member => Assert.Matches($@"[`.{{]{member}[`.:\[]", Configuration + ProviderPages));
    }

    [Fact]
    public void Every_refusal_is_in_the_table_of_errors() => Assert.All(Enum.GetValues<BrokerErrorCode>(), static code =>
    {
        var (status, error, reason) = ErrorTable.Find(code);
        Assert.Contains(
            Errors.Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal)).Select(static line => line.Split('|')),
            cells => cells[1].Contains($"{status}", StringComparison.Ordinal) && cells[2].Contains($"`{error}`", StringComparison.Ordinal) && (reason is null || cells[3].Contains($"`{reason}`", StringComparison.Ordinal)));
    });

    [Fact]
    public void Every_member_of_a_record_is_documented()
    {
        var audit = Source.Read("docs", "audit.md");
        var trace = new IdentityTrace("clientIdentities[0]", "n", 1, [new ConditionTrace("c", false, "w", "g")]);
        var refusal = new BrokerError(BrokerErrorCode.Forbidden, "m", "c", Key: "k");
        foreach (var error in new[] { null, refusal })
        {
            var record = new AuditRecord(DateTimeOffset.UnixEpoch, "r", "m", "a", "i", "s", "u", ["k"], error, error is null ? [] : [trace], [new AuditedCredential("k", "p", "t", "i", "n", "r", DateTimeOffset.UnixEpoch)])
            {
                Configuration = "c",
                TraceId = "t",
                Claims = "{}"u8.ToArray(),
            };
            var line = (JsonObject)JsonNode.Parse(record.ToLine().Span)!;
            Assert.All(Names(line), name => Assert.Contains($"`{name}`", audit, StringComparison.Ordinal));
        }

        var reload = (JsonObject)JsonNode.Parse(new ReloadRecord(DateTimeOffset.UnixEpoch, "p", "c", 1).ToLine().Span)!;
        Assert.All(reload.Select(static member => member.Key), name => Assert.Contains($"`{name}`", audit, StringComparison.Ordinal));

        // Whatever the schema of a record has, this page explains.
        Assert.All(Members((JsonObject)JsonNode.Parse(Source.Read("docs", "schemas", "voidkey-audit.schema.json"))!), name => Assert.Contains($"`{name}`", audit, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_environment_variable_is_documented()
    {
        var documents = string.Concat(Directory.EnumerateFiles(Path.Combine(Source.Root, "docs"), "*.md").Select(File.ReadAllText));
        string[] names = [.. Source.Files.SelectMany(static file => Variable().Matches(file.Text)).Select(static match => match.Groups[1].Value).Distinct()];
        Assert.True(names.Length > 8, string.Join(' ', names));
        Assert.All(names, name => Assert.Contains(name, documents, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_whole_configuration_that_is_shown_loads() => Assert.All(WholeOnes(), static text => Assert.Empty(Check(text).Problems));

    [Fact]
    public void Every_identity_that_is_shown_loads_with_the_readmes_configuration() => Assert.All(Identities(), static text => Assert.Empty(Check(text).Problems));

    [Fact]
    public void Every_known_provider_has_a_configuration_that_is_shown_and_loads()
    {
        var sections = Providers().Matches(Source.Read("docs", "identity-providers.md")).Select(static match => match.Groups[1].Value);
        Assert.Equal(KnownIdps.All.Select(static preset => preset.Name), sections);

        var shown = OfProviders();
        Assert.All(KnownIdps.All, preset => Assert.Contains(shown, text => text.Contains($"provider: {preset.Name}", StringComparison.Ordinal)));
        Assert.All(shown, static text => Assert.Empty(Check(text).Problems));
    }

    [Fact]
    public void Nothing_is_found_in_what_is_shown() =>
        Assert.All(WholeOnes().Concat(Identities()).Concat(OfProviders()), static text => Assert.Empty(Check(text).Findings));

    [Fact]
    public void Every_client_IdP_that_is_shown_loads_with_the_readmes_configuration()
    {
        var whole = Yaml().Match(Source.Read("README.md")).Groups[1].Value;
        var (head, tail) = (whole[..whole.IndexOf("clientIdps:", StringComparison.Ordinal)], whole[whole.IndexOf("accessProviders:", StringComparison.Ordinal)..]);
        var fragments = Yaml().Matches(Configuration).Select(static match => match.Groups[1].Value).Where(static text => text.StartsWith("clientIdps:", StringComparison.Ordinal)).ToArray();
        var keys = Path.GetTempFileName();
        try
        {
            File.WriteAllText(keys, $"{{\"keys\":[{SigningKey.Create("RS256").PublicJwk().ToJsonString()}]}}");
            Assert.NotEmpty(fragments);
            Assert.All(fragments, fragment => Assert.Empty(Check(
                head + fragment.Replace("keys/cluster.json", keys, StringComparison.Ordinal).Replace("/run/secrets/redis", keys, StringComparison.Ordinal) + tail.Replace("github-actions", Name().Match(fragment).Groups[1].Value, StringComparison.Ordinal)).Problems));
        }
        finally
        {
            File.Delete(keys);
        }
    }

    [Fact]
    public void Every_test_that_a_promise_names_exists()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Source.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).GroupBy(static file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => string.Concat(group.Select(File.ReadAllText)), StringComparer.Ordinal);
        var named = Named().Matches(Source.Read("docs", "security-model.md") + Source.Read("docs", "reliability.md"));
        Assert.True(named.Count > 20, $"{named.Count} tests");
        Assert.All(named, match => Assert.Contains($" {match.Groups[2].Value}(", tests.GetValueOrDefault(match.Groups[1].Value) ?? $"no {match.Groups[1].Value}", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_page_shows_of_the_sample_stands_in_the_sample()
    {
        var sample = string.Concat(Directory.EnumerateFiles(Path.Combine(Source.Root, "samples"), "*.*", SearchOption.AllDirectories)
            .Where(static file => file.Contains("CustomProvider", StringComparison.Ordinal) && Path.GetExtension(file) is ".cs" or ".yaml" && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText));
        var shown = Code().Matches(Source.Read("docs", "adding-a-provider.md"));
        Assert.True(shown.Count >= 5, $"{shown.Count} pieces");
        Assert.All(shown, piece => Assert.Contains(piece.Groups[1].Value, sample, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Members(JsonObject schema) => schema.SelectMany(static member => (member.Key, member.Value) switch
    {
        ("properties", JsonObject properties) => properties.SelectMany(static one => one.Value is JsonObject inner ? Members(inner).Prepend(one.Key) : [one.Key]),
        (_, JsonObject inner) => Members(inner),
        (_, JsonArray list) => list.OfType<JsonObject>().SelectMany(Members),
        _ => [],
    });

    private static IEnumerable<string> Names(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(static member => Names(member.Value).Prepend(member.Key)),
        JsonArray list => list.SelectMany(Names),
        _ => [],
    };

    private static string[] WholeOnes()
    {
        string[] shown = [.. Directory.EnumerateFiles(Path.Combine(Source.Root, "docs"), "*.md").Append(Path.Combine(Source.Root, "README.md"))
            .SelectMany(static file => Yaml().Matches(File.ReadAllText(file))).Select(static match => match.Groups[1].Value).Where(static text => text.Contains("brokerIdp:", StringComparison.Ordinal) && text.Contains("clientIdentities:", StringComparison.Ordinal))];
        Assert.NotEmpty(shown);
        return shown;
    }

    // The README's configuration up to its identities, with a second provider for people.
    private static string[] Identities()
    {
        const string People = "  - {name: people, provider: keycloak, issuer: https://sso.example.test/realms/example, audience: voidkey}\n";
        var head = Yaml().Match(Source.Read("README.md")).Groups[1].Value.Replace("name: github-actions", "name: ci", StringComparison.Ordinal).Replace("accessProviders:", $"{People}accessProviders:", StringComparison.Ordinal);
        return Fragments(Configuration, "clientIdentities:", head[..head.IndexOf("clientIdentities:", StringComparison.Ordinal)]);
    }

    private static string[] OfProviders()
    {
        var head = Yaml().Match(Source.Read("README.md")).Groups[1].Value;
        var (idps, access, identities) = (head.IndexOf("clientIdps:", StringComparison.Ordinal), head.IndexOf("accessProviders:", StringComparison.Ordinal), head.IndexOf("clientIdentities:", StringComparison.Ordinal));
        return Fragments(Source.Read("docs", "identity-providers.md"), "clientIdps:", head[..idps] + head[access..identities]);
    }

    private static string[] Fragments(string document, string start, string head)
    {
        string[] fragments = [.. Yaml().Matches(document).Select(static match => match.Groups[1].Value).Where(text => text.StartsWith(start, StringComparison.Ordinal)).Select(text => head + text)];
        Assert.NotEmpty(fragments);
        return fragments;
    }

    internal static CheckedConfig Check(string yaml)
    {
        var (file, key) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            // A private key that a page names is made for it. Temporary files are their owner's alone.
            File.WriteAllText(key, SigningKey.Create().PrivateKeyPem().Reveal());
            File.WriteAllText(file, PrivateKeyFile().Replace(yaml, $"privateKeyFile: {key}"));
            using var http = new OutboundHttp(new FakeNetwork());
            var environment = new ConfigEnvironment(new Dictionary<string, string> { ["VOIDKEY_BROKER_SECRET"] = "x", ["CLOUDFLARE_API_TOKEN"] = "x" });
            return ConfigLint.Check(file, environment, BuiltInProviders.Create(http, TimeProvider.System), new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero));
        }
        finally
        {
            File.Delete(file);
            File.Delete(key);
        }
    }

    [GeneratedRegex(@"privateKeyFile: \S+")]
    private static partial Regex PrivateKeyFile();

    [GeneratedRegex(@"\.(?:Text|OptionalText|Template|PolicyTemplate|Secret|OptionalSecret|Flag|WholeNumber|Duration|TextList|TextOrList|Choice|Url|CertificateAuthorities|SigningKey|TokenFile|RequestTemplates|WholeNumbers|Section|SectionOrEmpty|Sections|NamedSections)\(""(\w+)""")]
    private static partial Regex Read();

    [GeneratedRegex(@"""((?:VOIDKEY|CONFIG|ASPNETCORE)_[A-Z_]*[A-Z]|PORT|OIDC_TOKEN)""")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^```yaml\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Yaml();

    [GeneratedRegex(@"^```(?:csharp|yaml)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^## ([\w-]+)$", RegexOptions.Multiline)]
    private static partial Regex Providers();

    [GeneratedRegex(@"- name: (\S+)")]
    private static partial Regex Name();

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex Named();
}
