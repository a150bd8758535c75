using System.Net;
using Xunit;

namespace Voidkey.Server.Tests;

/// <summary>What a caller may learn of his refusal, and what he may not.</summary>
public sealed class ExplainTests(ServerWorld world) : IClassFixture<ServerWorld>
{
    private const string Explain = "/v1/explain";

    [Fact]
    public async Task A_key_that_others_have_and_one_that_nobody_has_get_the_same_bytes()
    {
        var token = world.Token();
        async Task<string> AnswerAsync(string key, string path = Explain, string? body = null)
        {
            var reply = await world.SendAsync("POST", path, token, body ?? $$"""{"key":"{{key}}"}""", change: static request => request.Headers.Add("X-Request-ID", "one"));
            var headers = string.Join('\n', reply.Headers.Where(static header => header.Key != "Date").OrderBy(static header => header.Key, StringComparer.Ordinal).Select(static header => $"{header.Key}: {header.Value}"));
            return $"{reply.Status}\n{headers}\n{(reply.Json["timestamp"] is { } time ? reply.Body.Replace((string)time!, "", StringComparison.Ordinal) : reply.Body)}".Replace(key, "KEY", StringComparison.Ordinal);
        }

        Assert.Equal(await AnswerAsync("NOBODY"), await AnswerAsync("THEIRS"));
        Assert.Equal(await AnswerAsync("NOBODY", "/v1/credentials/mint", """{"keys":["NOBODY"]}"""), await AnswerAsync("THEIRS", "/v1/credentials/mint", """{"keys":["THEIRS"]}"""));
        Assert.NotEqual(await AnswerAsync("NOBODY"), await AnswerAsync("SHOWN"));
    }

    [Fact]
    public async Task A_caller_is_told_the_verdict_his_claims_and_his_keys()
    {
        var json = (await world.SendAsync("POST", Explain, world.Token(claims: [new("ref", "refs/heads/x")]), """{"key":"AWS_DEPLOY"}""")).Json;

        Assert.Equal(["key", "allowed", "subject", "idp", "expiresAt", "reason", "keys", "claims", "conditions"], json.AsObject().Select(static member => member.Key));
        Assert.Equal(("AWS_DEPLOY", true, "granted", "ci", ServerWorld.Subject), ((string?)json["key"], (bool?)json["allowed"], (string?)json["reason"], (string?)json["idp"], (string?)json["subject"]));
        Assert.Equal("""["AWS_DEPLOY","AWS_READ"] []""", $"{json["keys"]!.ToJsonString()} {json["conditions"]!.ToJsonString()}");
        Assert.Equal("refs/heads/x", (string?)json["claims"]!["ref"]);
        Assert.Matches(@"\A[-0-9]{10}T[0-9:]{8}Z\z", (string?)json["expiresAt"]);
    }

    [Fact]
    public async Task What_a_refused_mint_would_say_the_explanation_says()
    {
        foreach (var (subject, key, reason) in new[] { (ServerWorld.Subject, "NOBODY", "not_granted"), ("claimed", "CLAIMED", "claim_missing") })
        {
            var explained = (await world.SendAsync("POST", Explain, world.Token(subject), $$"""{"key":"{{key}}"}""")).Json;
            var refused = (await world.SendAsync("POST", "/v1/credentials/mint", world.Token(subject), $$"""{"keys":["{{key}}"]}""")).Json;
            Assert.Equal((reason, (string?)refused["message"], false), ((string?)explained["reason"], (string?)explained["message"], (bool?)explained["allowed"]));
            Assert.Equal(reason, (string?)refused["details"]!["reason"]);
        }

        Assert.Equal("granted", (string?)(await world.SendAsync("POST", Explain, world.Token("claimed", new KeyValuePair<string, System.Text.Json.Nodes.JsonNode?>("run_id", 7)), """{"key":"CLAIMED"}""")).Json["reason"]);
    }

    [Fact]
    public async Task Where_the_policy_says_so_he_is_told_what_was_wanted_and_what_came()
    {
        var token = world.Token(claims: [new("ref", "refs/heads/x/\u001b[2J\u202e"), new("team", "ops")]);
        var reply = await world.SendAsync("POST", Explain, token, """{"key":"SHOWN"}""");

        Assert.Equal(
            """[{"rule":1,"claim":"ref","holds":false,"wanted":"refs/heads/*","got":"refs/heads/x/\\u001b[2J\\u202e"},{"rule":1,"claim":"team","holds":true,"wanted":"ops","got":"ops"}]""",
            reply.Json["conditions"]!.ToJsonString());
        Assert.Equal((false, "not_granted"), ((bool?)reply.Json["allowed"], (string?)reply.Json["reason"]));
        Assert.DoesNotContain(reply.Body, char.IsControl);

        var good = world.Token(claims: [new("ref", "refs/heads/x"), new("team", "ops")]);
        var allowed = (await world.SendAsync("POST", Explain, good, """{"key":"SHOWN"}""")).Json;
        Assert.True((bool?)allowed["allowed"]);
        Assert.All(allowed["conditions"]!.AsArray(), static condition => Assert.True((bool?)condition!["holds"]));
    }

    [Theory]
    [InlineData(""), InlineData("null"), InlineData("[]"), InlineData("{}"), InlineData("""{"key":null}"""), InlineData("""{"key":""}"""), InlineData("""{"key":7}"""), InlineData("""{"key":["SHOWN"]}""")]
    [InlineData("""{"key":"SHOWN","all":true}"""), InlineData("""{"KEY":"SHOWN"}"""), InlineData("""{"key":"SHOWN","key":"SHOWN"}"""), InlineData("""{"key":"SHOWN"} x"""), InlineData("""{"key":"\ud800"}"""), InlineData("""{"keys":["SHOWN"]}""")]
    public async Task A_body_is_read_strictly(string body)
    {
        var reply = await world.SendAsync("POST", Explain, world.Token(), body);
        Assert.Equal((400, "INVALID_REQUEST"), ((int)reply.Status, reply.Error));
    }

    [Fact]
    public async Task A_key_has_128_characters_at_most_and_a_body_64_kb()
    {
        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync("POST", Explain, world.Token(), $$"""{"key":"{{new string('k', 128)}}"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.SendAsync("POST", Explain, world.Token(), $$"""{"key":"{{new string('k', 129)}}"}""")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await world.SendAsync("POST", Explain, world.Token(), new string(' ', 65_537))).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await world.SendAsync("POST", Explain, world.Token(), """{"key":"SHOWN"}""", "text/plain")).Status);
    }

    [Theory]
    [InlineData("POST", Explain)]
    [InlineData("GET", "/v1/whoami")]
    public async Task A_token_is_wanted_and_judged_as_for_a_mint(string method, string path)
    {
        var body = method == "POST" ? """{"key":"SHOWN"}""" : null;
        var bad = world.Ci.Issue(subject: ServerWorld.Subject, audience: "someone-else").Reveal();
        var expired = world.Ci.Issue(subject: ServerWorld.Subject, audience: "voidkey", lifetime: -TimeSpan.FromMinutes(2)).Reveal();
        foreach (var (token, error) in new[] { (null, "UNAUTHORIZED"), ("garbage", "INVALID_TOKEN"), (bad, "INVALID_TOKEN"), (expired, "TOKEN_EXPIRED") })
        {
            var reply = await world.SendAsync(method, path, token, body);
            Assert.Equal((401, error), ((int)reply.Status, reply.Error));
            Assert.StartsWith("Bearer error=", reply.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await world.SendAsync(method, $"{path}?token={world.Token()}", world.Token(), body)).Status);
        var mint = await world.SendAsync("POST", "/v1/credentials/mint", bad, """{"keys":["SHOWN"]}""");
        Assert.Equal((string?)mint.Json["message"], (string?)(await world.SendAsync(method, path, bad, body)).Json["message"]);
    }

    [Fact]
    public async Task Whoami_says_who_the_caller_is_to_the_broker()
    {
        var json = (await world.SendAsync("GET", "/v1/whoami", world.Token(claims: [new("team", "ops"), new("ref", "refs/heads/x")]))).Json.AsObject();
        Assert.Matches(@"\A[-0-9]{10}T[0-9:]{8}Z\z", (string?)json["expiresAt"]);
        json.Remove("expiresAt");
        Assert.Equal($$"""{"subject":"{{ServerWorld.Subject}}","idp":"ci","issuer":"{{world.Ci.Issuer}}","audience":["voidkey"],"identities":["{{ServerWorld.Subject}}","shown"]}""", json.ToJsonString());

        Assert.Equal("[]", (await world.SendAsync("GET", "/v1/whoami", world.Token("stranger"))).Json["identities"]!.ToJsonString());
    }

    [Fact]
    public async Task Anybody_may_ask_whose_tokens_are_accepted_for_which_audience_within_which_limits()
    {
        var reply = await world.SendAsync("GET", "/.well-known/voidkey-configuration");
        Assert.Equal(
            $$$"""{"identityProviders":[{"name":"ci","issuer":"{{{world.Ci.Issuer}}}","audience":["voidkey"]}],"limits":{"maxKeys":10,"maxTokenBytes":16384,"maxBodyBytes":65536,"requestSeconds":9}}""", reply.Body);
    }
}
