using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Providers;
using Voidkey.Testing;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>Identity providers of custom types: what they verify is judged as a JWT is, and they see nothing that is for another.</summary>
public sealed class OtherIdpTests : IDisposable
{
    private const string Farm = "https://farm.example.test";

    private readonly FakeTimeProvider _time = new(The.Moment);
    private readonly FakeIdp _ci;
    private readonly OutboundHttp _http;
    private readonly ConfigFolder _folder = new();
    private readonly Tickets _tickets = new("ticket");

    public OtherIdpTests()
    {
        _ci = new FakeIdp(The.Issuer, _time, "ES256");
        _http = new OutboundHttp(new FakeNetwork().Map(_ci));
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_it_found_genuine_makes_a_principal_of_its_own_name()
    {
        var principal = await AcceptsAsync("ticket:1", Claims());
        Assert.Equal(("farm", Farm, The.Subject), (principal.Idp, principal.Issuer, principal.Subject));
        Assert.Equal("main", principal.Claims.GetProperty("ref").GetString());
        Assert.Null(principal.Use);
    }

    public static TheoryData<string, string, BrokerErrorCode> Faults => new()
    {
        { "iss", "\"https://other.example.test\"", BrokerErrorCode.InvalidToken }, { "iss", "-", BrokerErrorCode.InvalidToken }, { "iss", $"\"{The.Issuer}\"", BrokerErrorCode.InvalidToken },
        { "aud", "\"other\"", BrokerErrorCode.InvalidToken }, { "aud", "-", BrokerErrorCode.InvalidToken }, { "aud", "[\"voidkey\",1]", BrokerErrorCode.InvalidToken },
        { "sub", "\"\"", BrokerErrorCode.InvalidToken }, { "sub", "-", BrokerErrorCode.InvalidToken }, { "jti", "1", BrokerErrorCode.InvalidToken },
        { "iat", "-", BrokerErrorCode.InvalidToken }, { "exp", "-", BrokerErrorCode.InvalidToken }, { "iat", "\"1\"", BrokerErrorCode.InvalidToken }, { "nbf", "4102444800", BrokerErrorCode.InvalidToken },
        { "iat", "4102444800", BrokerErrorCode.InvalidToken }, { "iat", "1", BrokerErrorCode.InvalidToken }, { "exp", "2", BrokerErrorCode.TokenExpired }, { "project", "\"other\"", BrokerErrorCode.InvalidToken },
        { "sub", "\"twice\",\"sub\":\"again\"", BrokerErrorCode.InvalidToken },
    };

    [Theory, MemberData(nameof(Faults))]
    public async Task Genuine_is_not_enough(string claim, string json, BrokerErrorCode code)
    {
        await AcceptsAsync("ticket:1", Claims(), "requiredClaims: { project: app }");
        var text = json == "-" ? Without(claim) : With(claim, json);
        await RefusesAsync("ticket:1", code, text, "requiredClaims: { project: app }");
    }

    [Theory]
    [InlineData(""), InlineData("[]"), InlineData("null"), InlineData("{"), InlineData("{}}"), InlineData("{\"iss\":\"\ud800\"}")]
    public Task Claims_that_are_no_strict_object_are_refused(string json) => RefusesAsync("ticket:1", BrokerErrorCode.InvalidToken, json);

    [Fact]
    public async Task Claims_that_are_too_large_are_refused()
    {
        var room = 16 * 1024 - Encoding.UTF8.GetByteCount(With("more", "\"\""));
        await AcceptsAsync("ticket:1", With("more", $"\"{new string('x', room)}\""));
        await RefusesAsync("ticket:1", BrokerErrorCode.InvalidToken, With("more", $"\"{new string('x', room + 1)}\""));
    }

    [Fact]
    public async Task It_sees_no_token_of_a_configured_issuer_and_nothing_that_it_does_not_recognise()
    {
        _tickets.Everything = true;
        var good = _ci.Issue();
        Assert.Equal("ci", (await AcceptsAsync(good.Reveal(), Claims())).Idp);
        var text = good.Reveal();
        await RefusesAsync($"{text[..^10]}{(text[^10] == 'A' ? 'B' : 'A')}{text[^9..]}", BrokerErrorCode.InvalidToken, Claims());
        Assert.Empty(_tickets.Seen);

        _tickets.Everything = false;
        foreach (var unknown in new[] { "ticke:1", "x", "", new string('x', 16 * 1024 + 1), $"ticket:{new string('x', 16 * 1024)}" }) await RefusesAsync(unknown, BrokerErrorCode.InvalidToken, Claims());
        Assert.Empty(_tickets.Seen);

        var strangers = new FakeIdp("https://stranger.example.test", _time, "ES256").Issue();
        _tickets.Everything = true;
        Assert.Equal("farm", (await AcceptsAsync(strangers.Reveal(), Claims())).Idp);
        Assert.Equal([strangers.Reveal()], _tickets.Seen);
    }

    [Fact]
    public async Task A_refusal_tells_the_caller_nothing_and_the_log_why()
    {
        _tickets.Verdict = TokenVerdict.Refused("the stamp is wrong");
        var error = await RefusesAsync("ticket:1", BrokerErrorCode.InvalidToken, null);
        Assert.Equal(("The subject token was not accepted.", "farm: the stamp is wrong"), (error.Message, error.Cause));

        _tickets.Verdict = TokenVerdict.Unavailable("the list of stamps cannot be had");
        error = await RefusesAsync("ticket:1", BrokerErrorCode.CallerKeysUnavailable, null);
        Assert.Equal("farm: the list of stamps cannot be had", error.Cause);
        Assert.NotNull(error.RetryAfter);
    }

    [Fact]
    public async Task Uses_are_counted_by_jti_and_else_by_all_that_is_claimed()
    {
        const string Once = "replay: once";
        var first = await AcceptsAsync("ticket:1", With("jti", "\"a\""), Once);
        Assert.Equal(first.Use!.Id, (await AcceptsAsync("ticket:again", With("jti", "\"a\",\"more\":1"), Once)).Use!.Id);
        Assert.NotEqual(first.Use.Id, (await AcceptsAsync("ticket:1", With("jti", "\"b\""), Once)).Use!.Id);

        var plain = await AcceptsAsync("ticket:1", Claims(), Once);
        Assert.Equal(plain.Use!.Id, (await AcceptsAsync("ticket:written-otherwise", Claims(), Once)).Use!.Id);
        Assert.NotEqual(plain.Use.Id, (await AcceptsAsync("ticket:1", With("more", "1"), Once)).Use!.Id);
    }

    [Fact]
    public void Its_health_is_the_validators()
    {
        var validator = Open("");
        Assert.Null(validator.IsHealthy);
        _tickets.Health = false;
        Assert.False(validator.IsHealthy);
        _tickets.Health = true;
        Assert.True(validator.IsHealthy);
    }

    [Theory]
    [InlineData("type: §tickets", "there is no IdP type 'tickets'; did you mean 'ticket'?")]
    [InlineData("type: §github-actions", "did you mean 'provider: github-actions'?")]
    [InlineData("type: ticket\n    §jwksUri: https://farm.example.test/jwks", "there is no such member here")]
    [InlineData("type: ticket\n    §provider: github-actions", "there is no such member here")]
    [InlineData("type: ticket\n    §algorithms: [RS256]", "there is no such member here")]
    [InlineData("type: ticket\n    §stmp: x", "there is no such member here")]
    [InlineData("type: ticket\n    stamp: §wrong", "this stamp is wrong")]
    public void What_is_wrong_with_an_entry_is_said_where_it_stands(string members, string says)
    {
        var (_, line, column) = Yaml.Marked(Written(members));
        var problem = Assert.Single(Load(members.Replace("§", "", StringComparison.Ordinal)).Problems);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (problem.Position.Line, problem.Position.Column));
    }

    [Fact]
    public void It_is_published_under_its_type()
    {
        var idps = Load("type: ticket").Snapshot!.ClientIdps;
        Assert.Equal([("ci", "oidc"), ("farm", "ticket")], idps.Select(static idp => (idp.Name, idp.Type)));
    }

    private static string Claims() => With("ref", "\"main\"");

    private static string With(string claim, string json)
    {
        var now = The.Moment.ToUnixTimeSeconds();
        var claims = new JsonObject { ["iss"] = Farm, ["sub"] = The.Subject, ["aud"] = The.Audience, ["iat"] = now - 5, ["exp"] = now + 300, ["project"] = "app" };
        claims.Remove(claim);
        return $"{claims.ToJsonString()[..^1]},\"{claim}\":{json}}}";
    }

    private static string Without(string claim)
    {
        var claims = (JsonObject)JsonNode.Parse(Claims())!;
        Assert.True(claims.Remove(claim));
        return claims.ToJsonString();
    }

    private async Task<Principal> AcceptsAsync(string token, string claims, string members = "")
    {
        _tickets.Verdict = TokenVerdict.Genuine(Encoding.UTF8.GetBytes(claims));
        var result = await Open(members).ValidateAsync(new Secret(token), The.Limit);
        if (!result.TryGet(out var principal, out var error)) Assert.Fail($"{error}");
        return principal!;
    }

    /// <param name="claims">What is found genuine; null: what was set before.</param>
    private async Task<BrokerError> RefusesAsync(string token, BrokerErrorCode code, string? claims, string members = "")
    {
        if (claims is not null) _tickets.Verdict = TokenVerdict.Genuine(Encoding.UTF8.GetBytes(claims));
        var result = await Open(members).ValidateAsync(new Secret(token), The.Limit);
        if (result.TryGet(out var principal, out var error)) Assert.Fail($"accepted as {principal.Subject}");
        Assert.Equal(code, error!.Code);
        return error;
    }

    private SubjectTokenValidator Open(string members) => new(Load($"type: ticket\n    {members}").Snapshot!.Issuers, _http, _time, new CapturedLog());

    private static string Written(string members) => Yaml.Good.Replace("accessProviders:", $"  - name: farm\n    issuer: {Farm}\n    audience: voidkey\n    {members}\naccessProviders:", StringComparison.Ordinal);

    private LoadedConfig Load(string members) =>
        ConfigLoader.Load(_folder.Write("config.yaml", Written(members)), new ConfigEnvironment(new Dictionary<string, string>()), BuiltInProviders.Create(_http, _time), [_tickets]);

    private sealed class Tickets(string type) : ISubjectTokenValidator, IBoundIdp
    {
        public string Type => type;

        public bool Everything { get; set; }

        public TokenVerdict Verdict { get; set; } = TokenVerdict.Refused("not told");

        public bool? Health { get; set; }

        public List<string> Seen { get; } = [];

        public bool? IsHealthy => Health;

        public IBoundIdp Bind(ConfigSection clientIdp)
        {
            if (clientIdp.OptionalText("stamp") == "wrong") clientIdp.Report(ConfigCodes.InvalidValue, "stamp", "this stamp is wrong");
            return this;
        }

        public bool Recognises(ReadOnlySpan<char> token) => Everything || token.StartsWith("ticket:");

        public ValueTask<TokenVerdict> VerifyAsync(Secret subjectToken, CancellationToken ct)
        {
            Seen.Add(subjectToken.Reveal());
            return ValueTask.FromResult(Verdict);
        }
    }
}
