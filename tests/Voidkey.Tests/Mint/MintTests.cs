using System.Text.Json.Nodes;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Mint;

/// <summary>One mint from the caller's token to the recorded credential, with real signatures all the way.</summary>
public sealed class MintTests : IAsyncDisposable
{
    private readonly MintingWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_caller_gets_what_his_key_says_for_as_long_as_it_says()
    {
        var token = _world.Ci.Issue();
        Canary.Watch("subject-token", token.Reveal());
        Assert.True((await _world.MintAsync(token, "AWS_DEPLOY")).TryGet(out var minted, out _));

        var key = Assert.Single(minted.Keys);
        Assert.Equal(("AWS_DEPLOY", "aws", The.Moment.AddSeconds(1800)), (key.Key, key.Provider, key.ExpiresAt));
        Assert.Equal(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION"], key.Variables.Keys);
        Assert.Equal((The.Idp, The.Subject), (minted.Principal.Idp, minted.Principal.Subject));

        var asked = Assert.Single(_world.Aws.Requests).Parameters;
        Assert.Equal((MintingWorld.DeployArn, "1800"), (asked["RoleArn"], asked["DurationSeconds"]));
        Assert.Equal(1, _world.Own.TokenRequests);
        foreach (var name in new[] { "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN" }) Canary.Watch(name, key.Variables[name]);
        _world.LeakedNothing(minted, key, minted.Principal);
    }

    [Fact]
    public async Task The_callers_token_goes_to_nobody()
    {
        var token = _world.Ci.Issue().Reveal();
        await _world.MintAsync(new Secret(token));

        Assert.Equal(3, _world.Aws.Requests.Count + _world.Minio.Requests.Count);
        Assert.All(_world.Network.Requests, request => Assert.DoesNotContain(token.Split('.')[2], $"{request.Uri} {request.Body} {string.Join(' ', request.Headers.Values)}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_names_all_keys_are_minted_in_the_order_of_the_configuration()
    {
        var minted = await _world.MintsAsync();
        Assert.Equal(["AWS_DEPLOY", "AWS_READ", "STORE"], minted.Keys.Select(key => key.Key));
        Assert.Equal(["sts.example", "minio"], _world.Own.TokenRequestsSeen.Select(request => request.Audience).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task The_order_of_the_request_is_the_order_of_the_answer_and_duplicates_collapse()
    {
        var minted = await _world.MintsAsync("STORE", "AWS_DEPLOY", "STORE", "STORE", "AWS_DEPLOY");
        Assert.Equal(["STORE", "AWS_DEPLOY"], minted.Keys.Select(key => key.Key));
        Assert.Equal((1, 1), (_world.Aws.Requests.Count, _world.Minio.Requests.Count));
    }

    [Theory]
    [InlineData("NO_SUCH_KEY"), InlineData("OTHERS"), InlineData("aws_deploy"), InlineData("AWS_DEPLOY "), InlineData(""), InlineData("__proto__"), InlineData("AWS_DEPLOY\0"), InlineData("A\nB")]
    public async Task All_keys_are_decided_before_any_is_minted(string key)
    {
        foreach (var keys in new[] { new[] { key }, ["AWS_DEPLOY", key], [key, "AWS_DEPLOY", "STORE"] })
        {
            var error = await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(_world.Ci.Issue(), keys));
            Assert.Equal("This identity may not have what was asked for.", error.Message);
        }

        Assert.Equal(0, _world.UpstreamCalls);
        await _world.MintsAsync("AWS_DEPLOY");
    }

    [Fact]
    public async Task A_key_of_somebody_else_and_a_key_of_nobody_are_refused_alike()
    {
        var others = await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(_world.Ci.Issue(), "OTHERS"));
        var nobodys = await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(_world.Ci.Issue(), "NOBODYS"));
        Assert.Equal((others.Code, others.Message, others.Cause, others.RetryAfter), (nobodys.Code, nobodys.Message, nobodys.Cause, nobodys.RetryAfter));
    }

    [Fact]
    public async Task An_identity_is_a_provider_and_a_subject()
    {
        await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(_world.Other.Issue(), "AWS_DEPLOY"));
        await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(_world.Ci.Issue(subject: "stranger"), "AWS_DEPLOY"));
        await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(_world.Ci.Issue(subject: "stranger")));
        await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(_world.Ci.Issue(subject: "nobody")));
        Assert.Equal(0, _world.UpstreamCalls);

        Assert.True((await _world.MintAsync(_world.Other.Issue(), "OTHERS")).TryGet(out var minted, out _));
        Assert.Equal("other", minted.Principal.Idp);
    }

    [Theory]
    [InlineData("ci", true), InlineData("other", false), InlineData("CI", false), InlineData("", false), InlineData("no-such-idp", false), InlineData("https://ci.example.test", false)]
    public async Task The_idp_that_a_caller_names_can_only_confirm_his_token(string idpName, bool confirms)
    {
        var minting = _world.MintAsync(_world.Ci.Issue(), ["AWS_DEPLOY"], null, idpName);
        if (confirms)
        {
            Assert.True((await minting).TryGet(out _, out _));
            return;
        }

        var error = await _world.RefusesAsync(BrokerErrorCode.InvalidToken, minting);
        Assert.Equal("The subject token was not accepted.", error.Message);
        Assert.Equal(0, _world.UpstreamCalls);
    }

    [Fact]
    public async Task Several_keys_are_minted_at_once()
    {
        var gate = new Gate();
        await _world.MintsAsync("AWS_DEPLOY", "STORE");
        _world.Network.Break(MintingWorld.StsOrigin, gate.Before(_world.Aws.AnswerAsync));
        _world.Network.Break(MintingWorld.MinioOrigin, gate.Before(_world.Minio.AnswerAsync));

        var minting = _world.MintAsync(_world.Ci.Issue());
        await Soon.Holds(() => gate.Count == 3, "three keys are on their way together");
        gate.Open();
        Assert.True((await minting).TryGet(out _, out _));
    }

    [Fact]
    public async Task One_key_that_fails_means_that_none_is_delivered_and_the_record_names_what_was_thrown_away()
    {
        _world.Minio.RefuseWith(403, "AccessDenied");

        var error = await _world.RefusesAsync(BrokerErrorCode.MintRefused, _world.MintAsync(_world.Ci.Issue()));

        Assert.Equal("STORE", error.Key);
        var record = Assert.Single(_world.AuditLines.Records);
        Assert.Equal(("refused", "MintRefused", "STORE"), ((string?)record["decision"], (string?)record["code"], (string?)record["key"]));
        Assert.Equal(["AWS_DEPLOY", "AWS_READ"], record["discarded"]!.AsArray().Select(entry => (string?)entry!["key"]));
        Assert.All(record["discarded"]!.AsArray(), entry => Assert.StartsWith("ASIA", (string?)entry!["reference"], StringComparison.Ordinal));
        _world.LeakedNothing(error);
    }

    [Fact]
    public async Task A_token_of_a_brokers_provider_that_is_not_the_expected_one_is_shown_to_no_cloud()
    {
        foreach (var auth in new[] { "{ expectedIssuer: https://somebody.example.test }", "{ expectedAudience: somebody }" })
        {
            await using var world = new MintingWorld(yaml => yaml.Replace("type: aws-sts,", $"type: aws-sts, brokerAuth: {auth},", StringComparison.Ordinal));
            await world.RefusesAsync(BrokerErrorCode.BrokerIdentityUnavailable, world.MintAsync(world.Ci.Issue(), "AWS_DEPLOY"));
            Assert.Empty(world.Aws.Requests);
            await world.MintsAsync("STORE");
        }
    }

    [Fact]
    public async Task A_cloud_that_hangs_ends_with_the_requests_time()
    {
        _world.Network.Break(MintingWorld.StsOrigin, Fault.Hang);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(9), _world.Time);
        var minting = _world.MintAsync(_world.Ci.Issue(), ["AWS_DEPLOY", "STORE"], null, null, limit.Token);
        await Soon.Holds(() => _world.Network.RequestsTo(MintingWorld.StsOrigin).Count == 1 && _world.Minio.Requests.Count == 1, "the clouds are asked");
        _world.Time.Advance(TimeSpan.FromSeconds(9));

        await _world.RefusesAsync(BrokerErrorCode.ProviderTimeout, minting);
        Assert.Equal("ProviderTimeout", (string?)Assert.Single(_world.AuditLines.Records)["code"]);
    }

    [Fact]
    public async Task What_may_be_minted_can_be_listed_by_its_owner_alone()
    {
        async Task<Result<GrantedKeys>> ListAsync(Secret token) => await _world.Broker.ListKeysAsync(token, new RequestOrigin("request", null), The.Limit);

        Assert.True((await ListAsync(_world.Ci.Issue())).TryGet(out var mine, out _));
        Assert.Equal(["AWS_DEPLOY", "AWS_READ", "STORE"], mine.Keys.Select(key => key.Name));
        Assert.Equal(TimeSpan.FromHours(1), mine.Keys[0].Cap);
        Assert.True((await ListAsync(_world.Other.Issue())).TryGet(out var others, out _));
        Assert.Equal(["OTHERS"], others.Keys.Select(key => key.Name));

        foreach (var bad in new[] { new Secret("garbage"), _world.Ci.Issue(lifetime: -TimeSpan.FromHours(1)), _world.Ci.Issue(subject: "stranger"), _world.Ci.Issue(signWith: SigningKey.Create("ES256")) })
            Assert.False((await ListAsync(bad)).TryGet(out _, out _));
        Assert.Equal(0, _world.UpstreamCalls);
    }

    [Fact]
    public async Task A_thousand_callers_each_get_their_own()
    {
        var callers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(async () =>
        {
            var fromCi = i % 2 == 0;
            Assert.True((await _world.MintAsync(fromCi ? _world.Ci.Issue() : _world.Other.Issue(), fromCi ? "AWS_DEPLOY" : "OTHERS")).TryGet(out var minted, out var error), error?.ToString());
            Assert.Equal(fromCi ? "ci" : "other", minted.Principal.Idp);
            return Assert.Single(minted.Keys).Variables["AWS_ACCESS_KEY_ID"];
        })));

        Assert.Equal(1000, callers.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal((1, 1, 1), (_world.Ci.JwksRequests, _world.Other.JwksRequests, _world.Own.TokenRequests));
        Assert.Equal(1000, _world.AuditLines.Records.Count);
    }

    [Theory]
    [InlineData("sub"), InlineData("x")]
    public async Task Nothing_in_a_token_chooses_the_role(string claim)
    {
        var token = _world.Ci.Issue(claims: [new(claim, claim == "sub" ? The.Subject : JsonValue.Create("arn:aws:iam::123456789012:role/Admin")), new("roleArn", MintingWorld.ReadArn), new("duration", 43200)]);
        Assert.True((await _world.MintAsync(token, "AWS_DEPLOY")).TryGet(out _, out _));
        var asked = Assert.Single(_world.Aws.Requests).Parameters;
        Assert.Equal((MintingWorld.DeployArn, "1800"), (asked["RoleArn"], asked["DurationSeconds"]));
    }
}
