using Voidkey.Diagnostics;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Mint;

/// <summary>What went wrong in the broker that this one replaces, by the numbers under which it is known. The rest stand where they belong; each name begins with its number.</summary>
public sealed class OriginalWeaknessTests : IAsyncDisposable
{
    private readonly MintingWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("__proto__"), InlineData("constructor"), InlineData("prototype"), InlineData("toString")]
    public async Task Weakness_01_a_key_with_a_meaning_elsewhere_has_none_here_and_changes_nobodys_lifetime(string key)
    {
        await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(_world.Ci.Issue(), [key], TimeSpan.FromSeconds(3600)));
        await _world.MintsAsync("AWS_DEPLOY");
        Assert.Equal("1800", Assert.Single(_world.Aws.Requests).Parameters["DurationSeconds"]);
    }

    [Fact]
    public async Task Weakness_03_a_lifetime_stays_between_the_clouds_minimum_and_the_keys_cap()
    {
        foreach (var seconds in new[] { 1, 899 }) await _world.RefusesAsync(BrokerErrorCode.InvalidRequest, _world.MintAsync(_world.Ci.Issue(), ["AWS_DEPLOY"], TimeSpan.FromSeconds(seconds)));
        Assert.Equal(0, _world.UpstreamCalls);

        foreach (var seconds in new[] { 900, 3600, 3601, 99_999_999 }) Assert.True((await _world.MintAsync(_world.Ci.Issue(), ["AWS_DEPLOY"], TimeSpan.FromSeconds(seconds))).TryGet(out _, out _));
        Assert.Equal(["900", "3600", "3600", "3600"], _world.Aws.Requests.Select(request => request.Parameters["DurationSeconds"]));
    }

    [Fact]
    public async Task Weakness_06_the_brokers_token_is_in_no_log_record_or_url_however_the_mint_ends()
    {
        await _world.MintsAsync("AWS_DEPLOY", "STORE");
        foreach (var fault in new[] { Fault.Refuse, Fault.Status(500), Fault.Garbage, Fault.HtmlPage })
        {
            _world.Network.Break(MintingWorld.StsOrigin, fault);
            Assert.False((await _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY")).TryGet(out _, out var error));
            _world.LeakedNothing(error);
        }

        Assert.All(_world.Network.Requests, request => Assert.Empty(request.Uri.Query));
    }

    [Theory]
    [InlineData(301), InlineData(302), InlineData(303), InlineData(307), InlineData(308)]
    public async Task Weakness_07_redirects_are_not_followed_so_secrets_go_nowhere_else(int status)
    {
        const string Elsewhere = "https://elsewhere.example.test";
        var asked = 0;
        _world.Network.Map(Elsewhere, (_, _) => Task.FromResult(Answers.Text($"{Interlocked.Increment(ref asked)}")));

        _world.Network.Break(_world.Own.Issuer, Fault.Redirect(status, $"{Elsewhere}/token"));
        await _world.RefusesAsync(BrokerErrorCode.BrokerIdentityUnavailable, _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY"));
        _world.Network.Heal(_world.Own.Issuer);
        _world.Time.Advance(TimeSpan.FromSeconds(2));

        _world.Network.Break(MintingWorld.StsOrigin, Fault.Redirect(status, $"{Elsewhere}/sts"));
        Assert.False((await _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY")).TryGet(out _, out _));
        _world.Network.Heal(MintingWorld.StsOrigin);

        await _world.MintsAsync("AWS_DEPLOY");
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task Weakness_08_a_minio_key_is_narrowed_by_what_its_key_says()
    {
        await _world.MintsAsync("STORE");
        Assert.Contains("Deny", Assert.Single(_world.Minio.Requests).Parameters["Policy"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weakness_09_listing_keys_wants_a_valid_token_and_lists_its_bearers_own()
    {
        var origin = new RequestOrigin("r", null);
        foreach (var bad in new[] { new Secret("garbage"), _world.Ci.Issue(lifetime: -TimeSpan.FromHours(1)), _world.Ci.Issue(audience: "other") })
            Assert.False((await _world.Broker.ListKeysAsync(bad, origin, The.Limit)).TryGet(out _, out _));

        Assert.True((await _world.Broker.ListKeysAsync(_world.Ci.Issue(), origin, The.Limit)).TryGet(out var keys, out _));
        Assert.Equal(["AWS_DEPLOY", "AWS_READ", "STORE"], keys.Keys.Select(key => key.Name));
    }

    [Fact]
    public async Task Weakness_10_a_token_needs_an_end_a_beginning_and_the_right_type()
    {
        foreach (var claim in new[] { "exp", "iat" }) await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(_world.Ci.Issue(claims: [new(claim, null)]), "AWS_DEPLOY"));
        await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(_world.Ci.Issue(claims: [new("iat", The.Second + 86_400)]), "AWS_DEPLOY"));
        await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(_world.Ci.Issue(claims: [new("iat", The.Second - 86_401)]), "AWS_DEPLOY"));
        await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(_world.Ci.Issue(header: [new("typ", "logout+jwt")]), "AWS_DEPLOY"));
        Assert.Equal(0, _world.UpstreamCalls);
        await _world.MintsAsync("AWS_DEPLOY");
    }

    [Fact]
    public async Task Weakness_15_twenty_mints_and_twenty_forgeries_fetch_the_keys_once()
    {
        for (var i = 0; i < 20; i++) await _world.MintsAsync("AWS_DEPLOY");
        for (var i = 0; i < 20; i++) Assert.False((await _world.MintAsync(new Secret(_world.Ci.Issue().Reveal()[..^8] + "AAAAAAAA"), "AWS_DEPLOY")).TryGet(out _, out _));
        Assert.Equal(1, _world.Ci.JwksRequests);

        // An outage of the provider is none of ours.
        _world.Network.Break(_world.Ci.Issuer, Fault.Refuse);
        await _world.MintsAsync("AWS_DEPLOY");
    }

    [Fact]
    public async Task Weakness_16_one_key_five_hundred_times_is_one_mint()
    {
        await _world.MintsAsync([.. Enumerable.Repeat("AWS_DEPLOY", 500)]);
        Assert.Equal((1, 1), (_world.Aws.Requests.Count, _world.Ci.JwksRequests));
    }

    [Fact]
    public async Task Weakness_18_a_stampede_of_first_mints_asks_for_one_token_and_one_key_set()
    {
        var mints = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY"))));
        Assert.All(mints, mint => Assert.True(mint.TryGet(out _, out _)));
        Assert.Equal((1, 1, 200), (_world.Own.TokenRequests, _world.Ci.JwksRequests, _world.Aws.Requests.Count));
    }

    [Fact]
    public async Task Weakness_19_a_cloud_that_never_answers_is_given_up_at_the_end_of_the_requests_time()
    {
        _world.Network.Break(MintingWorld.StsOrigin, Fault.Hang);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(9), _world.Time);
        var minting = _world.MintAsync(_world.Ci.Issue(), ["AWS_DEPLOY"], null, null, end.Token);
        await Soon.Holds(() => _world.Network.RequestsTo(MintingWorld.StsOrigin).Count == 1, "the cloud was asked");
        Assert.False(minting.IsCompleted);

        _world.Time.Advance(TimeSpan.FromSeconds(9));
        await _world.RefusesAsync(BrokerErrorCode.ProviderTimeout, minting);
    }

    [Fact]
    public async Task Weakness_21_a_flood_of_refusals_writes_a_few_short_lines_and_no_records()
    {
        for (var i = 0; i < 1000; i++) Assert.False((await _world.MintAsync(new Secret($"{new string('a', 3000)}.{i}.b"), "AWS_DEPLOY")).TryGet(out _, out _));
        Assert.InRange(_world.Log.Lines.Count, 1, LineBudget.LinesPerSecond);
        Assert.All(_world.Log.Lines, line => Assert.InRange(line.Text.Length, 1, 512));
        Assert.Empty(_world.AuditLines.Records);
        Assert.Equal(0, _world.UpstreamCalls);

        _world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await _world.MintAsync(new Secret("garbage"), "AWS_DEPLOY")).TryGet(out _, out _));
        Assert.Contains($"{1000 - LineBudget.LinesPerSecond} more", _world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weakness_22_no_key_name_forges_a_line()
    {
        await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(_world.Ci.Issue(), "x\n{\"type\":\"voidkey.audit.mint\",\"decision\":\"granted\"}\r\u2028\u001b[2J"));
        Assert.Equal("refused", (string?)Assert.Single(_world.AuditLines.Records)["decision"]);
        Assert.DoesNotContain(_world.AuditLines.Text, character => character is '\r' or '\u001b' or '\u2028');
    }

    [Fact]
    public async Task Weakness_25_there_is_a_record_of_who_minted_what()
    {
        await _world.MintsAsync("AWS_DEPLOY");
        var record = Assert.Single(_world.AuditLines.Records);
        Assert.Equal(("granted", The.Idp, The.Subject, "AWS_DEPLOY"), ((string?)record["decision"], (string?)record["idp"], (string?)record["subject"], (string?)record["credentials"]![0]!["key"]));
        Assert.StartsWith("ASIA", (string?)record["credentials"]![0]!["reference"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weakness_27_a_subject_of_any_form_has_a_session_name_that_the_cloud_takes()
    {
        await _world.MintsAsync("AWS_DEPLOY");
        Assert.Matches(@"\A[\w+=,.@-]{2,64}\z", Assert.Single(_world.Aws.Requests).Parameters["RoleSessionName"]);
    }

    [Fact]
    public async Task Weakness_29_entities_in_an_answer_are_decoded()
    {
        _world.Aws.AnswerWith(200, StsWorld.Answer(StsWorld.Fields(key: "a&amp;b&lt;c&gt;")));
        Assert.Equal("a&b<c>", Assert.Single((await _world.MintsAsync("AWS_DEPLOY")).Keys).Variables["AWS_SECRET_ACCESS_KEY"]);
    }

    [Fact]
    public async Task Weakness_30_nothing_is_minted_where_a_later_key_is_not_granted()
    {
        await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(_world.Ci.Issue(), "AWS_DEPLOY", "NO_SUCH_KEY"));
        Assert.Equal(0, _world.UpstreamCalls);
    }

    [Fact]
    public async Task Weakness_31_callers_of_every_provider_can_list_their_keys()
    {
        Assert.True((await _world.Broker.ListKeysAsync(_world.Other.Issue(subject: The.Subject), new RequestOrigin("r", null), The.Limit)).TryGet(out var keys, out _));
        Assert.Equal(["OTHERS"], keys.Keys.Select(key => key.Name));
    }
}
