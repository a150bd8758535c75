using Voidkey.Configuration;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>What can be wrong with an <c>http</c> provider or key is found when it is loaded, where it stands.</summary>
public sealed class HttpSettingsTests : IDisposable
{
    private const string Url = "type: http\nurl: https://tokens.example.test/v1";
    private const string Response = "response: { fields: { Token: token }, expiresIn: seconds }";
    private const string Provider = $"{Url}\n{Response}";
    private readonly KeyWorld _world = new();

    public static TheoryData<string, string, string> WrongRequests => new()
    {
        { ConfigCodes.Unsafe, $"type: http\nurl: §http://tokens.example.test\n{Response}", "description: x" },
        { ConfigCodes.InvalidValue, $"type: http\nurl: §https://user@tokens.example.test\n{Response}", "description: x" },
        { ConfigCodes.Claim, $"type: http\nurl: §https://tokens.example.test/${{claim:sub}}\n{Response}", "description: x" },
        { ConfigCodes.Substitution, $"type: http\nurl: §https://tokens.example.test/${{broker:token}}\n{Response}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nmethod: §DELETE", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nmethod: §post", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nauthorization: §basic", "description: x" },
        { ConfigCodes.UnknownMember, $"{Provider}\n§token: x", "description: x" },
        { ConfigCodes.Conflict, $"{Provider}\nmethod: GET\nbody: §{{ a: b }}", "description: x" },
        { ConfigCodes.Conflict, $"{Provider}\nmethod: GET", "form: §{ a: b }" },
        { ConfigCodes.Conflict, $"{Provider}\nheaders: {{ Authorization: §x }}", "description: x" },
        { ConfigCodes.Conflict, Provider, "headers: { authorization: §x }" },
        { ConfigCodes.InvalidValue, $"{Provider}\nheaders: {{ Host: §x }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nheaders: {{ Content-Length: §5 }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nheaders: {{ Content-Encoding: §gzip }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nheaders: {{ Proxy-Authorization: §x }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nheaders: {{ §'X Y': x }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nheaders: {{ §'X-${{claim:sub}}': x }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nheaders: {{ X-Name: §é }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nheaders: {{ X-Name: §\"a\\r\\nb\" }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nheaders: {{ X-Name: §'' }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nheaders: {{ X-Name: §[a] }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nheaders: §[a]", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nheaders: {{ Content-Type: §json }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nheaders: {{ Content-Type: §'${{claim:sub}}' }}", "description: x" },
        { ConfigCodes.Duplicate, $"{Provider}\nheaders: {{ X-Name: a, x-name: §b }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nbody: §[a]", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nbody: §text", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nform: {{ a: §~ }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nheaders: {{ X-Name: §null }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nbody: {{ a: §1.5 }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nbody: {{ a: §0x1f }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nbody: {{ §'${{claim:sub}}': x }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nbody: {{ a: {{ §'${{NAME}}': x }} }}", "description: x" },
        { ConfigCodes.Claim, $"{Provider}\nbody: {{ a: §'${{claim:}}' }}", "description: x" },
        { ConfigCodes.Claim, $"{Provider}\nbody: {{ a: §'${{claim:sub:-x}}' }}", "description: x" },
        { ConfigCodes.Substitution, $"{Provider}\nbody: {{ a: §'${{broker:key}}' }}", "description: x" },
        { ConfigCodes.Substitution, $"{Provider}\nbody: {{ a: §'${{mint:id}}' }}", "description: x" },
        { ConfigCodes.Substitution, $"{Provider}\nbody: {{ a: §'${{field:Token}}' }}", "description: x" },
        { ConfigCodes.Substitution, $"{Provider}\nbody: {{ a: §'${{NOT_SET}}' }}", "description: x" },
        { ConfigCodes.Substitution, $"{Provider}\nbody: {{ a: §'${{file:no-such-file}}' }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nform: {{ a: §{{ b: c }} }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nform: {{ a: [§[b]] }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nform: {{ a: §[] }}", "description: x" },
        { ConfigCodes.InvalidValue, $"{Provider}\nform: {{ a: §'  ' }}", "description: x" },
        { ConfigCodes.Conflict, $"{Provider}\nbody: {{ a: b }}\nform: §{{ a: b }}", "description: x" },
        { ConfigCodes.Conflict, $"{Provider}\nbody: {{ a: b }}", "form: §{ a: b }" },
        { ConfigCodes.InvalidValue, Provider, "path: §creds" },
        { ConfigCodes.InvalidValue, Provider, "path: §/../admin" },
        { ConfigCodes.InvalidValue, Provider, "path: §/creds/./x" },
        { ConfigCodes.InvalidValue, Provider, "path: §/creds/%2e%2e/x" },
        { ConfigCodes.InvalidValue, Provider, "path: §/creds%2Fx" },
        { ConfigCodes.InvalidValue, Provider, "path: §/creds?ttl=1" },
        { ConfigCodes.InvalidValue, Provider, "path: §//elsewhere.example.test/x" },
        { ConfigCodes.InvalidValue, Provider, "path: §'/a b'" },
        { ConfigCodes.Claim, Provider, "path: §'/${claim:sub}'" },
        { ConfigCodes.Conflict, $"type: http\nurl: https://tokens.example.test/v1?x=1\n{Response}", "path: §/creds" },
        { ConfigCodes.UnknownMember, Provider, "§response: { }" },
        { ConfigCodes.Conflict, Provider, "duration: §900" },
        { ConfigCodes.Conflict, $"{Provider}\nmaxDuration: §30m", "description: x" },
    };

    public static TheoryData<string, string> WrongResponses => new()
    {
        { ConfigCodes.InvalidValue, "response: §x" },
        { ConfigCodes.Missing, "response: §{ expiresIn: seconds }" },
        { ConfigCodes.Missing, "response: §{ fields: { Token: token } }" },
        { ConfigCodes.InvalidValue, "response: { fields: §{}, expiresIn: seconds }" },
        { ConfigCodes.InvalidValue, "response: { fields: §[Token], expiresIn: seconds }" },
        { ConfigCodes.InvalidValue, "response: { fields: { Token: §/~token }, expiresIn: seconds }" },
        { ConfigCodes.InvalidValue, "response: { fields: { Token: §$.token }, expiresIn: seconds }" },
        { ConfigCodes.InvalidValue, "response: { fields: { Token: §'' }, expiresIn: seconds }" },
        { ConfigCodes.InvalidValue, "response: { fields: { Token: §[token] }, expiresIn: seconds }" },
        { ConfigCodes.Claim, "response: { fields: { Token: §'${claim:place}' }, expiresIn: seconds }" },
        { ConfigCodes.InvalidValue, "response: { fields: { '1st': §token }, expiresIn: seconds }" },
        { ConfigCodes.InvalidValue, "response: { fields: { 'a-b': §token }, expiresIn: seconds }" },
        { ConfigCodes.Conflict, "response: { fields: { Token: token, Expiration: §until }, expiresIn: seconds }" },
        { ConfigCodes.Duplicate, "response: { fields: { AccessToken: token, ACCESS_TOKEN: §token }, expiresIn: seconds }" },
        { ConfigCodes.Conflict, "response: { fields: { Token: token }, expiresIn: §seconds, expiresAt: until }" },
        { ConfigCodes.Conflict, "response: { fields: { Token: token }, expiresAt: until, lifetime: §1h }" },
        { ConfigCodes.InvalidValue, "response: { fields: { Token: token }, lifetime: §ever }" },
        { ConfigCodes.Unsafe, "response: { fields: { Token: token }, expiresIn: seconds, reference: §token }" },
        { ConfigCodes.InvalidValue, "response: { fields: { Token: token }, expiresIn: seconds, success: §200 }" },
        { ConfigCodes.InvalidValue, "response: { fields: { Token: token }, expiresIn: seconds, success: §[] }" },
        { ConfigCodes.OutOfRange, "response: { fields: { Token: token }, expiresIn: seconds, success: [200, §302] }" },
        { ConfigCodes.Duplicate, "response: { fields: { Token: token }, expiresIn: seconds, success: [200, §200] }" },
        { ConfigCodes.OutOfRange, "response: { fields: { Token: token }, expiresIn: seconds, refused: [§200] }" },
        { ConfigCodes.InvalidValue, "response: { fields: { Token: token }, expiresIn: seconds, refused: [§'500'] }" },
        { ConfigCodes.UnknownMember, "response: { fields: { Token: token }, expiresIn: seconds, §expires: x }" },
    };

    public void Dispose() => _world.Dispose();

    [Theory, MemberData(nameof(WrongRequests))]
    public void It_is_told_of_the_request(string code, string provider, string key) => Assert.Equal(code, _world.ProblemOf(provider, key).Code);

    [Theory, MemberData(nameof(WrongResponses))]
    public void It_is_told_of_the_response(string code, string response) => Assert.Equal(code, _world.ProblemOf($"{Url}\n{response}", "description: x").Code);

    [Theory]
    [InlineData($"type: http\n{Response}", "'url' is missing"), InlineData(Url, "'response' is missing")]
    public void What_is_missing_is_told_where_the_provider_stands(string provider, string message)
    {
        var problem = Assert.Single(_world.Load(provider, "description: x").Problems);
        Assert.Equal((ConfigCodes.Missing, "accessProviders[0]"), (problem.Code, problem.Path));
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lifetime_can_be_configured_where_the_request_asks_for_it()
    {
        foreach (var body in new[] { "body: { seconds: '${mint:lifetime}' }", "form: { until: '${mint:expiresAt}' }", "headers: { X-Seconds: '${mint:lifetime}' }" })
        {
            Assert.Empty(_world.Load($"{Provider}\n{body}\nmaxDuration: 1h", "duration: 900").Problems);
            Assert.Empty(_world.Load(Provider, $"{body}\nduration: 900").Problems);
        }
    }

    [Fact]
    public void What_may_be_secret_names_no_configuration_and_the_rest_does()
    {
        Assert.Single(Hashes("headers: {{ X-Api-Key: {0} }}"));
        Assert.Single(Hashes("form: {{ client_secret: {0}, scope: x }}"));
        Assert.Single(Hashes("body: {{ auth: {{ password: {0} }} }}"));
        Assert.Equal(2, Hashes("body: {{ role: {0} }}").Count());

        IEnumerable<string> Hashes(string members) => new[] { "canary-one", "canary-two" }
            .Select(value => _world.Load($"{Provider}\n{string.Format(System.Globalization.CultureInfo.InvariantCulture, members, value)}", "description: x").Snapshot!.Hash).Distinct();
    }
}
