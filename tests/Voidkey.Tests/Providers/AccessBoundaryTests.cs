using System.Text.Json.Nodes;
using Voidkey.Configuration;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>A boundary narrows a token, and a caller's claim in it can be nothing but text.</summary>
public sealed class AccessBoundaryTests : IDisposable
{
    private const string Account = $"serviceAccount: {GoogleCloud.Deployer}";
    private const string Objects = "resource.name.startsWith(''projects/_/buckets/artifacts/objects/${claim:repository}/'')";

    private readonly KeyWorld _world = new();
    private readonly FakeGoogleCloud _google;

    public AccessBoundaryTests() => _google = GoogleCloud.Trusting(_world.Own, _world.Time).On(_world.Network);

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task The_accounts_token_is_exchanged_for_a_narrower_one(bool saysLifetime)
    {
        _google.SaysNarrowedLifetime = saysLifetime;
        var minted = await _world.With(GoogleCloud.Provider, Key($"'{Objects}'", "title: own objects")).MintsAsync("""{"repository":"example-org/app"}""", TimeSpan.FromMinutes(10));

        Assert.Equal(3, _google.Requests.Count);
        var (generated, narrowed) = (_google.Requests[1], _google.Requests[2]);
        Assert.Equal("https://sts.googleapis.com/v1/token", narrowed.Uri.OriginalString);
        Assert.Equal(["grant_type", "options", "requested_token_type", "subject_token", "subject_token_type"], narrowed.Form.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("urn:ietf:params:oauth:token-type:access_token", narrowed.Form["subject_token_type"]);
        Assert.Equal(
            """
            {"accessBoundary":{"accessBoundaryRules":[{"availableResource":"//storage.googleapis.com/projects/_/buckets/artifacts","availablePermissions":["inRole:roles/storage.objectViewer"],"availabilityCondition":{"expression":"resource.name.startsWith('projects/_/buckets/artifacts/objects/example-org/app/')","title":"own objects"}}]}}
            """,
            JsonNode.Parse(narrowed.Form["options"])!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.StartsWith("ya29.c.", narrowed.Form["subject_token"], StringComparison.Ordinal);
        Assert.NotEqual(narrowed.Form["subject_token"], minted.Fields["AccessToken"].Reveal());
        Assert.NotEqual(narrowed.Form["subject_token"], generated.Headers["Authorization"]);

        var token = _google.Find(minted.Fields["AccessToken"].Reveal())!;
        Assert.Equal(($"serviceAccount:{GoogleCloud.Deployer}", The.Moment.AddMinutes(10), The.Moment.AddMinutes(10)), (token.Principal, token.ExpiresAt, minted.ExpiresAt));
        Assert.NotNull(token.AccessBoundary);
    }

    [Theory]
    [InlineData("x') || true || resource.name.startsWith('"), InlineData("a\"b"), InlineData("a\\"), InlineData("a`b"), InlineData("'"), InlineData("")]
    public async Task A_claim_that_could_end_the_text_it_stands_in_refuses_before_anybody_is_asked(string repository)
    {
        _world.With(GoogleCloud.Provider, Key($"'{Objects}'"));
        await _world.FailsAsync(repository, BrokerErrorCode.ClaimUnusable, new JsonObject { ["repository"] = repository }.ToJsonString());
        Assert.Equal(BrokerErrorCode.ClaimMissing, (await _world.FailsAsync("no claim", BrokerErrorCode.ClaimMissing)).Code);
        Assert.Empty(_google.Requests);
        await _world.MintsAsync("""{"repository":"ünï-çode/*?$&=+ %"}""");
        Assert.Contains("ünï-çode/*?$&=+ %/", (string?)JsonNode.Parse(_google.Requests[2].Form["options"])!["accessBoundary"]!["accessBoundaryRules"]![0]!["availabilityCondition"]!["expression"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_too_long_for_the_boundary_refuses_before_anybody_is_asked()
    {
        _world.With(GoogleCloud.Provider, Key($"'{Objects}'"));
        await _world.FailsAsync("too long", BrokerErrorCode.ClaimUnusable, $$"""{"repository":"{{new string('x', 2000)}}"}""");
        Assert.Empty(_google.Requests);
        await _world.MintsAsync($$"""{"repository":"{{new string('x', 1700)}}"}""");
    }

    [Theory]
    [InlineData("resource.name == ''${claim:a}''"), InlineData("resource.name == \"x/${claim:a}\" || resource.name.startsWith(\"${claim:a}/\")"), InlineData("resource.name.startsWith(''a/${claim:a}/${claim:b}/'')")]
    [InlineData("resource.name.startsWith(''a'') // all of it"), InlineData("resource.name.matches(''a.*'')"), InlineData("''\\n'' == x"), InlineData("api.getAttribute(''storage.googleapis.com/objectListPrefix'', '''').startsWith(''${claim:a}/'')")]
    public void A_claim_may_stand_within_quotes(string expression) => _world.With(GoogleCloud.Provider, Key($"'{expression}'"));

    [Theory]
    [InlineData(ConfigCodes.Claim, "${claim:a}"), InlineData(ConfigCodes.Claim, "resource.name == ${claim:a}"), InlineData(ConfigCodes.Claim, "''a'' == ${claim:a}"), InlineData(ConfigCodes.Claim, "''a${claim:a}'' == b || ${claim:b}")]
    [InlineData(ConfigCodes.Claim, "''a\\'' == ${claim:a} || ''b''"), InlineData(ConfigCodes.Claim, "r''\\'' == ''${claim:a}''"), InlineData(ConfigCodes.Claim, "// it''s ${claim:a}"), InlineData(ConfigCodes.Claim, "''''''a''b'''''' + ${claim:a} + ''''''c''d''''''")]
    [InlineData(ConfigCodes.Claim, "\"a''\" + ${claim:a} + \"''b\""), InlineData(ConfigCodes.Claim, "\"\"\"a\"b\"\"\" + ${claim:a}")]
    [InlineData(ConfigCodes.Unsafe, "resource.name.startsWith(''a/${claim:a}'')"), InlineData(ConfigCodes.Unsafe, "x.startsWith( \"${claim:a}\")"), InlineData(ConfigCodes.Unsafe, "x.startsWith(r''${claim:a}${claim:b}'')"), InlineData(ConfigCodes.Unsafe, "resource.name.matches(''a/${claim:a}/.*'')")]
    public void A_claim_elsewhere_in_an_expression_is_refused(string code, string expression)
    {
        var problem = _world.ProblemOf(GoogleCloud.Provider, Key($"§'{expression}'"));
        Assert.Equal(code, problem.Code);
        Assert.EndsWith(".availabilityCondition.expression", problem.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConfigCodes.InvalidValue, "accessBoundary: { accessBoundaryRules: §[] }"), InlineData(ConfigCodes.InvalidValue, "accessBoundary: { accessBoundaryRules: §x }"), InlineData(ConfigCodes.Missing, "accessBoundary: §{}"), InlineData(ConfigCodes.InvalidValue, "accessBoundary: §~")]
    [InlineData(ConfigCodes.InvalidValue, "accessBoundary: §x"), InlineData(ConfigCodes.UnknownMember, "accessBoundary: { accessBoundaryRules: [{ availableResource: //a, availablePermissions: ['inRole:b'] }], §rules: x }")]
    [InlineData(ConfigCodes.Missing, "accessBoundary: { accessBoundaryRules: [§{ availableResource: //a }] }"), InlineData(ConfigCodes.Missing, "accessBoundary: { accessBoundaryRules: [§{ availablePermissions: ['inRole:b'] }] }")]
    [InlineData(ConfigCodes.InvalidValue, "accessBoundary: { accessBoundaryRules: [{ availableResource: §a, availablePermissions: ['inRole:b'] }] }"), InlineData(ConfigCodes.InvalidValue, "accessBoundary: { accessBoundaryRules: [{ availableResource: //a, availablePermissions: [§roles/b] }] }")]
    [InlineData(ConfigCodes.InvalidValue, "accessBoundary: { accessBoundaryRules: [{ availableResource: //a, availablePermissions: §[] }] }"), InlineData(ConfigCodes.Claim, "accessBoundary: { accessBoundaryRules: [{ availableResource: '§//${claim:a}', availablePermissions: ['inRole:b'] }] }")]
    [InlineData(ConfigCodes.Missing, "accessBoundary: { accessBoundaryRules: [{ availableResource: //a, availablePermissions: ['inRole:b'], availabilityCondition: §{ title: x } }] }")]
    [InlineData(ConfigCodes.UnknownMember, "accessBoundary: { accessBoundaryRules: [{ availableResource: //a, availablePermissions: ['inRole:b'], §condition: x }] }")]
    public void What_is_no_boundary_is_told_where_it_stands(string code, string boundary) =>
        Assert.Equal(code, _world.ProblemOf(GoogleCloud.Provider, $"{Account}\n{boundary.Replace("'§", "§'", StringComparison.Ordinal)}").Code);

    [Fact]
    public void A_boundary_has_ten_rules_and_2048_characters_at_most()
    {
        const string Rule = "{ availableResource: //a, availablePermissions: ['inRole:b'] }";
        _world.With(GoogleCloud.Provider, $"{Account}\naccessBoundary: {{ accessBoundaryRules: [{string.Join(", ", Enumerable.Repeat(Rule, 10))}] }}");
        Assert.Equal(ConfigCodes.OutOfRange, _world.ProblemOf(GoogleCloud.Provider, $"{Account}\naccessBoundary: {{ accessBoundaryRules: §[{string.Join(", ", Enumerable.Repeat(Rule, 11))}] }}").Code);

        // What stands around the resource's name is 88 characters.
        var most = new string('a', 2048 - 88);
        _world.With(GoogleCloud.Provider, $"{Account}\naccessBoundary: {{ accessBoundaryRules: [{Rule.Replace("//a", $"//{most}", StringComparison.Ordinal)}] }}");
        Assert.Equal(ConfigCodes.OutOfRange, _world.ProblemOf(GoogleCloud.Provider, $"{Account}\naccessBoundary: §{{ accessBoundaryRules: [{Rule.Replace("//a", $"//{most}a", StringComparison.Ordinal)}] }}").Code);
    }

    private static string Key(string expression, string title = "description: x") => $"""
        {Account}
        accessBoundary:
          accessBoundaryRules:
            - availableResource: //storage.googleapis.com/projects/_/buckets/artifacts
              availablePermissions: ['inRole:roles/storage.objectViewer']
              availabilityCondition:
                expression: {expression}
                {title}
        """.Replace("        description: x", "", StringComparison.Ordinal);
}
