using System.Text.Json.Nodes;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Mint;

/// <summary>Keys that are made with claims, from the caller's token to what arrives at the clouds.</summary>
public sealed class ClaimTests : IAsyncDisposable
{
    private const string Keys = """
                  CLAIMED:
                    provider: aws
                    roleArn: arn:aws:iam::123456789012:role/Deploy
                    roleSessionName: ci-${claim:run_id}
                    policy: { Statement: [ { Resource: "arn:aws:s3:::artifacts/${claim:repository}/*" } ] }
                    outputs:
                      AWS_ACCESS_KEY_ID: AccessKeyId
                      RUN: ${claim:run_id}
                      PREFIX: s3://artifacts/${claim:repository}/
                      MIXED: "${claim:/actor/id}:${field:AccessKeyId}:$${claim:repository}"
                  CLAIMED_STORE: { provider: minio, policy: '{"Resource": "${claim:repository}"}', roleSessionName: "ci-${claim:run_id}" }
                  STORE:
            """;

    private readonly MintingWorld _world = new(static yaml => yaml.Replace("      STORE:", Keys, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task What_arrives_and_what_is_handed_out_has_the_callers_claims()
    {
        Assert.True((await _world.MintAsync(Token(), "CLAIMED", "CLAIMED_STORE")).TryGet(out var minted, out var error), error?.ToString());

        var aws = Assert.Single(_world.Aws.Requests).Parameters;
        Assert.Equal(("ci-1234567890", """{"Statement":[{"Resource":"arn:aws:s3:::artifacts/example-org/app/*"}]}"""), (aws["RoleSessionName"], aws["Policy"]));
        var minio = Assert.Single(_world.Minio.Requests).Parameters;
        Assert.Equal(("ci-1234567890", """{"Resource":"example-org/app"}"""), (minio["RoleSessionName"], minio["Policy"]));

        var id = minted.Keys[0].Variables["AWS_ACCESS_KEY_ID"];
        Assert.Equal("1234567890", minted.Keys[0].Variables["RUN"]);
        Assert.Equal(("s3://artifacts/example-org/app/", $"42:{id}:${{claim:repository}}"), (minted.Keys[0].Variables["PREFIX"], minted.Keys[0].Variables["MIXED"]));
        Assert.Equal("ci-1234567890", minted.Keys[0].Metadata["roleSessionName"]);
    }

    /// <summary>A claim, what the token says in its place, and the refusal.</summary>
    public static TheoryData<string, JsonNode?, BrokerErrorCode> Unfit { get; } = new()
    {
        { "repository", null, BrokerErrorCode.ClaimMissing },
        { "run_id", null, BrokerErrorCode.ClaimMissing },
        { "actor", null, BrokerErrorCode.ClaimMissing },
        { "repository", "example-org/*", BrokerErrorCode.ClaimUnusable },
        { "repository", "${aws:username}", BrokerErrorCode.ClaimUnusable },
        { "repository", new JsonArray("example-org/app"), BrokerErrorCode.ClaimUnusable },
        { "repository", new string('x', 3000), BrokerErrorCode.ClaimUnusable },
        { "run_id", 1.5, BrokerErrorCode.ClaimUnusable },
        { "actor", new JsonObject { ["id"] = "a\0b" }, BrokerErrorCode.ClaimUnusable },
    };

    [Theory, MemberData(nameof(Unfit))]
    public async Task A_claim_that_is_missing_or_unusable_refuses_before_anybody_is_asked(string claim, JsonNode? value, BrokerErrorCode code)
    {
        var token = Token((claim, value));
        foreach (var keys in new[] { new[] { "CLAIMED" }, ["AWS_DEPLOY", "CLAIMED"], ["CLAIMED", "STORE"], [] })
        {
            var error = await _world.RefusesAsync(code, _world.MintAsync(token, keys));
            Assert.Equal("CLAIMED", error.Key);
            if (value is not null) Assert.DoesNotContain("example-org", $"{error}", StringComparison.Ordinal);
        }

        Assert.Equal(0, _world.UpstreamCalls);
        Assert.All(_world.AuditLines.Records, record => Assert.Equal(("refused", code.ToString(), "CLAIMED"), ((string?)record["decision"], (string?)record["code"], (string?)record["key"])));
        Assert.Equal(4, _world.AuditLines.Records.Count);

        Assert.True((await _world.MintAsync(token, "AWS_DEPLOY")).TryGet(out _, out _));
        Assert.True((await _world.MintAsync(Token(), "CLAIMED")).TryGet(out _, out _));
    }

    [Fact]
    public async Task A_stranger_is_told_nothing_about_claims() =>
        Assert.DoesNotContain("claim", $"{await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(_world.Ci.Issue(subject: "stranger"), "CLAIMED"))}", StringComparison.Ordinal);

    [Fact]
    public async Task Callers_at_the_same_moment_each_get_their_own()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            Assert.True((await _world.MintAsync(Token(("run_id", i), ("repository", $"org/{i}")), "CLAIMED")).TryGet(out var minted, out var error), error?.ToString());
            var key = Assert.Single(minted.Keys);
            Assert.Equal(($"ci-{i}", $"s3://artifacts/org/{i}/"), (key.Metadata["roleSessionName"], key.Variables["PREFIX"]));
        })));

        Assert.All(_world.Aws.Requests, static request => Assert.Contains($"/org/{request.Parameters["RoleSessionName"]["ci-".Length..]}/", request.Parameters["Policy"], StringComparison.Ordinal));
    }

    private Secret Token(params (string Name, JsonNode? Value)[] changes)
    {
        var claims = new JsonObject { ["run_id"] = "1234567890", ["repository"] = "example-org/app", ["actor"] = new JsonObject { ["id"] = 42 } };
        foreach (var (name, value) in changes) claims[name] = value?.DeepClone();
        return _world.Ci.Issue(claims: claims);
    }
}
