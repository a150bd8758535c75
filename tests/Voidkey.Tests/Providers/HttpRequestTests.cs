using System.Text.Json.Nodes;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>What the <c>http</c> provider sends: what the configuration says, each value encoded for where it stands.</summary>
public sealed class HttpRequestTests : IDisposable
{
    private const string Url = "https://tokens.example.test/v1/tokens";
    private const string Response = "response: { fields: { Token: token }, expiresIn: seconds }";
    private readonly KeyWorld _world = new();
    private readonly Secret _token;

    public HttpRequestTests()
    {
        _token = _world.Own.Issue(subject: "voidkey", audience: "cloud");
        _world.Token = new(_token, TimeSpan.FromMinutes(5));
        _world.Network.Map(Url, static (_, _) => Task.FromResult(Answers.Json(new JsonObject { ["token"] = "service-token", ["seconds"] = 600 })));
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Without_a_word_about_it_the_brokers_token_is_posted_as_the_bearer()
    {
        var request = await SentAsync("", "description: x");
        Assert.Equal(("POST", Url, ""), (request.Method, request.Uri.OriginalString, request.Body));
        Assert.Equal($"Bearer {_token.Reveal()}", request.Headers["Authorization"]);
        Assert.Equal(["Accept", "Authorization"], request.Headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("tokens.example.test", _world.Bound.Destination);
    }

    [Fact]
    public async Task A_body_of_JSON_is_what_the_YAML_says()
    {
        const string Body = """
            body:
              text: a "quoted" \ text
              number: 42
              flag: true
              quoted: "42"
              zero: "007"
              empty: ''
              nothing: null
              nested: { list: [a, 1, false, [b, {}]], ünïcode: é }
              lifetime: ${mint:lifetime}
              seconds: ${mint:lifetime}s
              until: ${mint:expiresAt}
              literal: $${claim:sub}
              grant: "subject ${claim:sub}, run ${claim:/nested/run}"
              subject_token: ${broker:token}
            """;
        var request = await SentAsync($"authorization: none\n{Body}", "description: x", """{"sub":"repo:o/\"r\"\\","nested":{"run":7}}""");
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.False(request.Headers.ContainsKey("Authorization"));
        Assert.Equal(
            """{"text":"a \"quoted\" \\ text","number":42,"flag":true,"quoted":"42","zero":"007","empty":"","nothing":null,"nested":{"list":["a",1,false,["b",{}]],"ünïcode":"é"},"""
            + $$""" "lifetime":900,"seconds":"900s","until":"2026-01-15T12:15:00Z","literal":"${claim:sub}","grant":"subject repo:o/\"r\"\\, run 7","subject_token":"{{_token.Reveal()}}"} """.Trim(),
            request.Body);
        Assert.True(_world.Bound.NeedsBrokerToken);
    }

    [Fact]
    public async Task A_form_is_encoded_and_a_list_is_a_parameter_for_each()
    {
        const string Form = """
            form:
              grant_type: client credentials
              scope: [read, "${claim:env}", 3]
              ttl: ${mint:lifetime}
              assertion: ${broker:token}
              a&b: =%+é
            """;
        var request = await SentAsync($"authorization: none\n{Form}", "description: x", """{"env":"a&scope=admin"}""");
        Assert.Equal("application/x-www-form-urlencoded", request.Headers["Content-Type"]);
        Assert.Equal($"grant_type=client%20credentials&scope=read&scope=a%26scope%3Dadmin&scope=3&ttl=900&assertion={_token.Reveal()}&a%26b=%3D%25%2B%C3%A9", request.Body);
    }

    [Fact]
    public async Task A_key_adds_to_the_provider_and_stands_for_what_it_repeats()
    {
        var request = await SentAsync(
            "headers: { X-Team: platform, X-Env: none }\nbody: { role: none, audience: api, nested: { a: 1, b: 2 } }",
            "path: /deploy/%20x\nheaders: { x-env: production }\nbody: { role: deployer, nested: { a: 3 }, more: true }");
        Assert.Equal($"{Url}/deploy/%20x", request.Uri.AbsoluteUri);
        Assert.Equal(("platform", "production"), (request.Headers["X-Team"], request.Headers["X-Env"]));
        Assert.Equal("""{"audience":"api","role":"deployer","nested":{"a":3},"more":true}""", request.Body);
    }

    [Fact]
    public async Task Headers_carry_what_they_can()
    {
        _world.Folder.Write("key", "k-123\n");
        var request = await SentAsync(
            "authorization: none\nheaders: { Authorization: 'Token ${file:key}', X-Caller: '${claim:sub} / ${mint:lifetime}', X-Version: 2, Accept: application/vnd.example+json, Content-Type: 'application/json; charset=utf-8', User-Agent: voidkey }\nbody: { a: b }",
            "description: x",
            """{"sub":"a b~!"}""");
        Assert.Equal(("Token k-123", "a b~! / 900", "2"), (request.Headers["Authorization"], request.Headers["X-Caller"], request.Headers["X-Version"]));
        Assert.Equal(("application/vnd.example+json", "application/json; charset=utf-8", "voidkey"), (request.Headers["Accept"], request.Headers["Content-Type"], request.Headers["User-Agent"]));
        Assert.False(_world.Bound.NeedsBrokerToken);
        Assert.DoesNotContain(_token.Reveal(), $"{request.Body}{string.Join(' ', request.Headers.Values)}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("method: GET", "GET"), InlineData("method: PUT\nbody: { a: b }", "PUT"), InlineData("method: POST", "POST")]
    public async Task The_method_is_the_configured_one(string provider, string method) => Assert.Equal(method, (await SentAsync(provider, "description: x")).Method);

    /// <summary>What a claim may not be, and where: a control character never, and beyond ASCII not in a header.</summary>
    [Theory]
    [InlineData("headers: { X-Sub: '${claim:c}' }", "\"a\\r\\nX-Admin: true\""), InlineData("headers: { X-Sub: '${claim:c}' }", "\"\\u00e9\""), InlineData("headers: { X-Sub: '${claim:c}' }", "\"a\\u0000\""), InlineData("headers: { X-Sub: '${claim:c}' }", "\"\\u007f\""), InlineData("headers: { X-Sub: '${claim:c}' }", "\"\\u2028\"")]
    [InlineData("body: { a: '${claim:c}' }", "\"a\\nb\""), InlineData("body: { a: '${claim:c}' }", "[\"a\"]"), InlineData("body: { a: '${claim:c}' }", "\"\""), InlineData("body: { a: '${claim:c}' }", "1.5"), InlineData("form: { a: '${claim:c}' }", "\"a\\u0000b\""), InlineData("form: { a: ['${claim:c}'] }", "{}")]
    public async Task A_claim_that_cannot_stand_there_refuses_before_anybody_is_asked(string provider, string claim)
    {
        _world.With($"type: http\nurl: {Url}\n{Response}\n{provider}", "description: x");
        var error = await _world.FailsAsync(claim, BrokerErrorCode.ClaimUnusable, $"{{\"c\":{claim}}}");
        Assert.Contains("'c'", error.Message, StringComparison.Ordinal);
        Assert.Equal(BrokerErrorCode.ClaimMissing, (await _world.FailsAsync("no claim", BrokerErrorCode.ClaimMissing)).Code);
        Assert.Empty(_world.Network.Requests);
        await _world.MintsAsync("""{"c":"good"}""");
    }

    [Fact]
    public async Task A_claim_in_a_body_is_a_text_whatever_it_says()
    {
        foreach (var hostile in new[] { "\",\"role\":\"admin", "\\", "${broker:token}", "${mint:lifetime}", "</script>", "{{}}", "%0d%0a", "é😀" })
        {
            var request = await SentAsync("body: { caller: '${claim:c}', role: reader }", "description: x", new JsonObject { ["c"] = hostile }.ToJsonString());
            var body = JsonNode.Parse(request.Body)!.AsObject();
            Assert.Equal((2, hostile, "reader"), (body.Count, (string?)body["caller"], (string?)body["role"]));
        }
    }

    [Fact]
    public async Task What_comes_out_of_a_file_is_not_looked_at_again()
    {
        _world.Folder.Write("text", "${broker:token} ${claim:sub}\n");
        var request = await SentAsync("headers: { X-Text: '${file:text}' }\nbody: { text: '${file:text}', both: '$${broker:token}${mint:lifetime}' }", "description: x", """{"sub":"x"}""");
        Assert.Equal("${broker:token} ${claim:sub}", request.Headers["X-Text"]);
        Assert.Equal("""{"text":"${broker:token} ${claim:sub}","both":"${broker:token}900"}""", request.Body);
    }

    [Fact]
    public async Task A_token_that_no_header_can_carry_is_not_sent()
    {
        _world.Token = new(new Secret("two\r\nlines"), TimeSpan.FromMinutes(5));
        foreach (var provider in new[] { "", "authorization: none\nheaders: { X-Token: '${broker:token}' }" })
        {
            _world.With($"type: http\nurl: {Url}\n{Response}\n{provider}".TrimEnd(), "description: x");
            await _world.FailsAsync("a broken token", BrokerErrorCode.MintInvalidResponse);
        }

        Assert.Empty(_world.Network.Requests);
        Assert.Equal("""{"t":"two\r\nlines"}""", (await SentAsync("authorization: none\nbody: { t: '${broker:token}' }", "description: x")).Body);
    }

    [Fact]
    public async Task Callers_do_not_meet()
    {
        _world.With($"type: http\nurl: {Url}\n{Response}\nbody: {{ caller: '${{claim:c}}' }}", "description: x");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => _world.MintsAsync($"{{\"c\":{i}}}")));
        Assert.Equal(Enumerable.Range(0, 50).Select(static i => $"{{\"caller\":\"{i}\"}}").Order(StringComparer.Ordinal), _world.Network.Requests.Select(static request => request.Body).Order(StringComparer.Ordinal));
    }

    private async Task<RecordedRequest> SentAsync(string provider, string key, string claims = "{}")
    {
        await _world.With($"type: http\nurl: {Url}\n{Response}\n{provider}".TrimEnd(), key).MintsAsync(claims);
        return _world.Network.Requests[^1];
    }
}
