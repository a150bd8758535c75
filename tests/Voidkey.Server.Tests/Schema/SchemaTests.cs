using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Presets;
using Voidkey.Providers;
using Voidkey.Server.Hosting;
using Voidkey.Server.Tests.Conventions;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests.Schema;

/// <summary>The published schema and what the parser reads are the same, both ways.</summary>
public sealed partial class SchemaTests(ITestOutputHelper output)
{
    // A provider of one's own is none that the schema knows.
    private static readonly string[] Shown =
        [.. Directory.EnumerateFiles(Path.Combine(Source.Root, "docs"), "*.md").Where(static file => !file.EndsWith("adding-a-provider.md", StringComparison.Ordinal)).Append(Path.Combine(Source.Root, "README.md")).SelectMany(static file => Fenced().Matches(File.ReadAllText(file))).Select(static match => match.Groups[1].Value)];

    private static readonly string[] Samples =
        [.. Shown.Where(static text => text.Contains("brokerIdp:", StringComparison.Ordinal) && text.Contains("clientIdentities:", StringComparison.Ordinal)), .. EveryMember.Texts, Source.Read("bench", "load", "config.yaml"), .. InSource("samples", Interpolated())];

    // Of what has a wrong form.
    private static readonly (string Edit, string Why)[] Unseen =
    [
        (@"^becomes (True|1e3|0x10):", "a spelling that is gone once YAML has become JSON"),
        (@"^becomes 2026-02-30", "a day that the calendar has not"),
        (@"^becomes .*: .*\.(policy|jwks)$", "JSON within a text"),
        (@"^becomes .*: .*\.regex$", "a regular expression"),
        (@"^becomes ""\$\{.*\.replay$", "the quotes of YAML"),
        (@"^removed: .*\.jwks$", "an issuer is a URL where its keys are fetched, else a name"),
    ];

    [Fact]
    public void The_server_carries_the_one_in_the_documents()
    {
        Assert.Equal(PublishedSchema.Text, ConfigSchema.Text);
        Assert.Equal(ConfigSchema.Id, (string?)PublishedSchema.Root["$id"]);
        Assert.Equal("http://json-schema.org/draft-07/schema#", (string?)PublishedSchema.Root["$schema"]);
        Assert.True(MetaSchemas.Draft7.Evaluate(PlainJson.ElementOf(PlainJson.Read(PublishedSchema.Text)!)).IsValid);
    }

    [Fact]
    public void Every_sample_names_it_in_its_first_line()
    {
        Assert.True(Samples.Length >= 4, $"{Samples.Length} samples");
        Assert.All(Samples, static text => Assert.StartsWith($"# yaml-language-server: $schema={ConfigSchema.Id}\n", text, StringComparison.Ordinal));
        Assert.Contains(ConfigSchema.Id, Source.Read("docs", "configuration.md"), StringComparison.Ordinal);
    }

    /// <summary>Those of the command line name the broker, and some of their sections are called as the server's.</summary>
    [Fact]
    public void Every_configuration_that_is_shown_or_good_in_a_test_is_accepted()
    {
        using var files = new EveryMember();
        string[] tested = [.. InSource("tests", Constant()).Where(text => text.Contains("clientIdps:", StringComparison.Ordinal) && files.Load(text).Snapshot is not null)];
        Assert.True(tested.Length >= 2, $"{tested.Length} in tests");
        string[] shown = [.. Shown.Where(static text => PlainJson.Read(text) is { } root && !root.Members.Any(static member => member.Name == "broker_url") && root.Members.Any(static member => PublishedSchema.Members.ContainsKey(member.Name)))];
        Assert.True(shown.Length >= 4, $"{shown.Length} in documents");

        Assert.All(Samples.Concat(shown).Concat(tested), static text => Assert.Empty(PublishedSchema.FaultsOf(text)));
    }

    [Fact]
    public void A_scheme_may_be_written_in_capitals()
    {
        using var files = new EveryMember();
        var text = EveryMember.Text.Replace(": https://", ": HTTPS://", StringComparison.Ordinal).Replace("\"http://", "\"HTTP://", StringComparison.Ordinal);
        Assert.Contains("urls: [\"HTTP://", text, StringComparison.Ordinal);

        Assert.DoesNotContain(files.Load(text).Problems, static problem => !problem.IsWarning);
        Assert.Empty(PublishedSchema.FaultsOf(text));
    }

    [Fact]
    public void Every_member_of_the_schema_is_read()
    {
        using var files = new EveryMember();

        // An unread member is an error.
        Assert.All(EveryMember.Texts, text => Assert.DoesNotContain(files.Load(text).Problems, static problem => !problem.IsWarning));
        Assert.Equal(PublishedSchema.Members.Keys.Order(StringComparer.Ordinal), EveryMember.Texts.SelectMany(Place.AllIn).Select(static place => place.Path).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_member_that_is_read_somewhere_is_read_only_where_the_schema_has_it()
    {
        using var files = new EveryMember();
        string[] names = [.. DocumentationTests.MembersRead.Concat(PublishedSchema.Sections.Values.SelectMany(static names => names)).Distinct()];
        Assert.True(names.Length > 50, $"{names.Length} names");
        var lines = EveryMember.Text.TrimEnd('\n').Split('\n');
        foreach (var section in Place.AllIn(EveryMember.Text).GroupBy(static place => place.Section).Where(static section => section.First().IsNamedByUs))
        {
            var last = section.Last();
            var path = last.Path.Contains('.', StringComparison.Ordinal) ? last.Path[..last.Path.LastIndexOf('.')] : "";
            string[] strange = [.. names.Except(PublishedSchema.Sections[path], StringComparer.Ordinal)];
            string[] text = [.. lines[..last.End], .. strange.Select(name => $"{new string(' ', last.Member.Position.Column - 1)}{name}: x"), .. lines[last.End..]];

            var told = files.Load(string.Join('\n', text) + "\n").Problems.Where(static problem => problem.Code == ConfigCodes.UnknownMember || problem.Message.EndsWith("under 'chain'", StringComparison.Ordinal)).Select(static problem => problem.Position.Line);
            Assert.Equal(Enumerable.Range(last.End + 1, strange.Length), told.Order());
        }
    }

    [Fact]
    public void Whatever_has_a_name_in_the_code_has_it_in_the_schema()
    {
        using var http = new OutboundHttp(new FakeNetwork());
        Assert.Equal(BuiltInProviders.Create(http, TimeProvider.System).SelectMany(static provider => provider.Aliases.Prepend(provider.Type)), Words("accessProviders[].type"));
        Assert.Equal(SignatureAlgorithm.All.Select(static algorithm => algorithm.Name).Order(StringComparer.Ordinal), Words("clientIdps[].algorithms").Order(StringComparer.Ordinal));
        Assert.Equal(SignatureAlgorithm.All.Select(static algorithm => algorithm.Name), Words("brokerIdp.signingAlgorithm"));
        Assert.Equal(KnownIdps.All.Select(static preset => preset.Name).Order(StringComparer.Ordinal), Words("clientIdps[].provider"));
        Assert.Equal(LintCodes.All, Words("lint.ignore"));

        static IEnumerable<string> Words(string path)
        {
            var member = PublishedSchema.Members[path];
            return ((JsonArray)((member["items"] as JsonObject ?? member)["anyOf"]![0]!["enum"]!)).Select(static word => (string)word!);
        }
    }

    [Fact]
    public void It_refuses_what_has_a_wrong_form_and_nothing_that_loads()
    {
        var both = 0;
        var parserOnly = new Dictionary<string, int>(StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var (edit, loaded) in EditTests.Edits.Zip(EditTests.Outcomes.Value))
        {
            if (PlainJson.Read(edit.Text) is not { } root) continue;
            var isAccepted = PublishedSchema.Accepts(root);
            if (loaded.Snapshot is not null && !isAccepted) faults.Add($"loads, and the schema refuses it: {edit.Name}");
            if (loaded.Snapshot is not null || !isAccepted)
            {
                both += isAccepted ? 0 : 1;
                continue;
            }

            if (WhyUnseen(edit, loaded.Problems) is { } reason) parserOnly[reason] = parserOnly.GetValueOrDefault(reason) + 1;
            else faults.Add($"has a wrong form, and the schema accepts it: {edit.Name}: {loaded.Problems[0]}");
        }

        output.WriteLine($"{both} refused by both; by the parser only:");
        foreach (var (reason, count) in parserOnly) output.WriteLine($"  {count}: {reason}");
        Assert.True(faults.Count == 0, string.Join('\n', faults.Prepend($"{faults.Count}")));
        Assert.True(both >= 200);
    }

    [Fact]
    public void Every_member_says_what_it_is_in_a_sentence_and_its_examples_are_good() => Assert.All(PublishedSchema.Members, static member =>
    {
        var target = (string?)member.Value["$ref"] is { } reference ? PublishedSchema.Definition(reference["#/definitions/".Length..]) : member.Value;
        Assert.Matches(@"\A[^\n]{3,160}\.\z", (string?)target["description"] ?? (member.Key.EndsWith(".*", StringComparison.Ordinal) ? "free." : ""));

        var alone = JsonSchema.FromText(new JsonObject { ["$schema"] = "http://json-schema.org/draft-07/schema#", ["definitions"] = PublishedSchema.Root["definitions"]!.DeepClone(), ["allOf"] = new JsonArray(target.DeepClone()) }.ToJsonString());
        foreach (var example in (target["examples"] as JsonArray ?? []).Append(target["default"]).OfType<JsonNode>())
            Assert.True(alone.Evaluate(System.Text.Json.JsonSerializer.SerializeToElement(example)).IsValid, $"{member.Key}: {example.ToJsonString()}");
    });

    // What a schema does not see, and why.
    private static string? WhyUnseen(Edit edit, IReadOnlyList<ConfigProblem> problems)
    {
        string[] codes = [.. problems.Where(static problem => !problem.IsWarning).Select(static problem => problem.Code).Distinct()];
        if (codes.Contains(ConfigCodes.Unreadable) || codes.Contains(ConfigCodes.Unusable)) return "what is in a file, or of what use a key is";
        if (codes.Contains(ConfigCodes.UnknownName)) return "a name that refers to nothing";
        if (codes.Contains(ConfigCodes.Duplicate)) return "something twice";
        if (codes.Contains(ConfigCodes.Unsafe)) return "what is safe depends on what stands beside it";
        if (codes.Contains(ConfigCodes.OutOfRange) || codes.Contains(ConfigCodes.Conflict)) return "a bound that the cloud or another member sets";
        if (codes.Contains(ConfigCodes.Substitution) || codes.Contains(ConfigCodes.Claim)) return "what a ${…} stands for";
        if (codes is [ConfigCodes.Missing] && problems[0].Path is "" or "brokerIdp" or "replayStore") return "in a folder each file is a part, and the environment may set a scalar";
        if (codes is [ConfigCodes.Missing] && problems[0].Path.Contains(".keys.", StringComparison.Ordinal)) return "what a key must have its provider says";
        if (codes is [ConfigCodes.UnknownMember] && PublishedSchema.Sections["clientIdentities[].keys.*"].Contains(problems[0].Path[(problems[0].Path.LastIndexOf('.') + 1)..])) return "it is a member of another provider's keys";
        return Unseen.FirstOrDefault(known => Regex.IsMatch(edit.Name, known.Edit)).Why;
    }

    private static IEnumerable<string> InSource(string folder, Regex texts) => Directory.EnumerateFiles(Path.Combine(Source.Root, folder), "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => texts.Matches(File.ReadAllText(file))).Select(static match => Hole().Replace(Dedented(match.Groups[1].Value), "${HOLE}")).Where(static text => text.Contains("brokerIdp:", StringComparison.Ordinal));

    private static string Dedented(string text)
    {
        var lines = text.Split('\n');
        return string.Join('\n', lines.Select(line => line.Length >= lines[^1].Length ? line[lines[^1].Length..] : line)) + "\n";
    }

    [GeneratedRegex(@"^```yaml\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"const string \w+ =\s+""""""\n(.*?)""""""", RegexOptions.Singleline)]
    private static partial Regex Constant();

    [GeneratedRegex(@"\$\$""""""\n(.*?)""""""", RegexOptions.Singleline)]
    private static partial Regex Interpolated();

    [GeneratedRegex(@"(?<!\$)\$?\{\{[^}]*\}\}\}?")]
    private static partial Regex Hole();
}
