using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Voidkey.Contracts;
using Xunit;

namespace Voidkey.Server.Tests;

public sealed class MintTests(ServerWorld world) : IClassFixture<ServerWorld>
{
    [Fact]
    public async Task The_compatible_surface_answers_in_the_originals_shape()
    {
        var reply = await world.SendAsync("POST", "/credentials/mint", body: $$"""{"oidcToken":"{{world.Token()}}","idpName":"ci","keys":["AWS_DEPLOY"],"duration":0,"extra":1,"all":null}""");

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        var key = reply.Json["AWS_DEPLOY"]!;
        Assert.StartsWith("ASIA", (string?)key["credentials"]!["AWS_ACCESS_KEY_ID"], StringComparison.Ordinal);
        Assert.Matches(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z", (string?)key["expiresAt"]);
        Assert.Equal(["provider", "keyName", "roleArn"], key["metadata"]!.AsObject().Select(static member => member.Key));
        Assert.Equal("no-store", reply.Headers["Cache-Control"]);
    }

    [Fact]
    public async Task V1_answers_all_keys_with_the_earliest_expiry_and_one_audit_line()
    {
        var before = world.Sts.Requests.Count;
        var reply = await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), """{"all":true}""");

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(["AWS_DEPLOY", "AWS_READ"], reply.Json["keys"]!.AsObject().Select(static key => key.Key));
        Assert.Equal("ci", (string?)reply.Json["idp"]);
        Assert.Equal(ServerWorld.Subject, (string?)reply.Json["subject"]);
        Assert.Equal(before + 2, world.Sts.Requests.Count);

        var mint = (string)reply.Json["mintId"]!;
        Assert.Single(await File.ReadAllLinesAsync(world.AuditFile, TestContext.Current.CancellationToken), line => line.Contains(mint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_mint_answers_is_the_contract_to_the_letter()
    {
        var v1 = await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), """{"all":true}""");
        AssertIs(ContractsJson.Default.MintResponse, v1.Body);

        var compatible = await world.SendAsync("POST", "/credentials/mint", world.Token(), """{"all":true}""");
        AssertIs(ContractsJson.Default.DictionaryStringCompatibleCredential, compatible.Body);
    }

    [Fact]
    public async Task Weakness_02_a_lifetime_asked_for_is_lowered_to_the_cap_and_forgotten()
    {
        async Task<string?> SecondsSentAsync(string body)
        {
            Assert.Equal(HttpStatusCode.OK, (await world.SendAsync("POST", "/v1/credentials/mint", world.Token(), body)).Status);
            return world.Sts.Requests[^1].Parameters["DurationSeconds"];
        }

        Assert.Equal("1800", await SecondsSentAsync("""{"keys":["AWS_DEPLOY"],"duration":99999999}"""));
        Assert.Equal("900", await SecondsSentAsync("""{"keys":["AWS_DEPLOY"]}"""));
    }

    [Fact]
    public async Task The_callers_token_reaches_no_upstream()
    {
        var token = world.Token();
        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync("POST", "/v1/credentials/mint", token, """{"keys":["AWS_READ"]}""")).Status);
        Assert.DoesNotContain(world.Network.Requests, request => request.Body.Contains(token, StringComparison.Ordinal) || request.Headers.Values.Any(value => value.Contains(token, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Keys_and_providers_are_listed_on_both_surfaces()
    {
        Assert.Equal("""["AWS_DEPLOY","AWS_READ"]""", (await world.SendAsync("GET", "/credentials/keys", world.Token())).Body);
        Assert.Equal("""[{"name":"ci","isDefault":true}]""", (await world.SendAsync("GET", "/credentials/idp-providers")).Body);

        var keys = (await world.SendAsync("GET", "/v1/credentials/keys", world.Token())).Json["keys"]!.AsArray();
        Assert.Equal("read only", (string?)keys[1]!["description"]);
        Assert.Equal(1800, (int)keys[0]!["maxDuration"]!);
        Assert.Equal("oidc", (string?)(await world.SendAsync("GET", "/v1/idps")).Json["providers"]![0]!["type"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync("GET", "/credentials/keys", world.Token("nobody"))).Status);
    }

    [Fact]
    public async Task Health_is_always_200_and_asks_nobody()
    {
        var before = world.Network.Requests.Count;
        var reply = await world.SendAsync("GET", "/health/");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(["status", "timestamp", "version", "uptime", "checks"], reply.Json.AsObject().Select(static member => member.Key));
        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync("HEAD", "/HEALTH")).Status);
        Assert.Equal(before, world.Network.Requests.Count);
    }

    private static void AssertIs<T>(JsonTypeInfo<T> contract, string body)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            JsonSerializer.Serialize(writer, JsonSerializer.Deserialize(body, contract)!, contract);
        Assert.Equal(Encoding.UTF8.GetString(stream.ToArray()), body);
    }
}
