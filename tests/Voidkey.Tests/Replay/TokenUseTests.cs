using System.Buffers.Text;
using System.Numerics;
using System.Text.Json.Nodes;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Replay;

/// <summary>A token may be used as often as its provider's entry says, and what counts as the same token.</summary>
public sealed class TokenUseTests : IAsyncDisposable
{
    private const string Key = "AWS_DEPLOY";

    private readonly MintingWorld _world = Counting("once");

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_token_that_is_good_once_mints_once_and_then_reads_as_any_bad_one()
    {
        var token = _world.Ci.Issue();
        await GrantsAsync(token);
        var calls = _world.UpstreamCalls;

        var refused = await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(token, Key));

        var forged = await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(_world.Ci.Issue(signWith: SigningKey.Create("ES256")), Key));
        Assert.Equal(forged with { Cause = null, RetryAfter = null, Idp = null }, refused with { Cause = null });
        Assert.Equal(calls, _world.UpstreamCalls);
        var record = _world.AuditLines.Records[^1];
        Assert.Equal(("refused", "the token was used before", The.Subject), ((string?)record["decision"], (string?)record["cause"], (string?)record["subject"]));
        await GrantsAsync(_world.Ci.Issue());
    }

    [Fact]
    public async Task Without_a_word_about_it_a_token_is_good_as_often_as_it_is_valid()
    {
        await using var world = new MintingWorld();
        var token = world.Ci.Issue();
        for (var i = 0; i < 3; i++) Assert.True((await world.MintAsync(token, Key)).TryGet(out _, out _));
    }

    [Fact]
    public async Task A_token_that_is_good_three_times_mints_three_times()
    {
        await using var world = Counting("3");
        var token = world.Ci.Issue();
        for (var i = 0; i < 3; i++) Assert.True((await world.MintAsync(token, Key)).TryGet(out _, out _));
        await world.RefusesAsync(BrokerErrorCode.InvalidToken, world.MintAsync(token, Key));
    }

    [Theory]
    [InlineData("once", 1), InlineData("7", 7)]
    public async Task Of_uses_that_come_at_once_as_many_win_as_are_allowed(string replay, int allowed)
    {
        await using var world = Counting(replay);
        var token = world.Ci.Issue();

        var minted = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => world.MintAsync(token, Key))));

        Assert.Equal(allowed, minted.Count(static one => one.TryGet(out _, out _)));
        Assert.Equal(allowed, world.Aws.Requests.Count);
    }

    [Fact]
    public async Task A_token_signed_again_under_its_jti_is_the_same_token()
    {
        await GrantsAsync(Issue("one"));
        _world.Time.Advance(TimeSpan.FromSeconds(10));
        await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(Issue("one"), Key));
        await GrantsAsync(Issue("One"));
    }

    [Fact]
    public async Task A_jti_of_another_subject_or_another_provider_is_another_token()
    {
        await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(_world.Ci.Issue(subject: "nobody", claims: Jti("one")), Key));
        Assert.True((await _world.MintAsync(_world.Other.Issue(claims: Jti("one")), "OTHERS")).TryGet(out _, out _));
        await GrantsAsync(Issue("one"));
    }

    [Theory]
    [InlineData(null), InlineData("")]
    public async Task Without_a_jti_it_is_what_was_signed_that_counts_and_not_the_signature(string? jti)
    {
        var token = Issue(jti);
        await GrantsAsync(token);
        await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(token, Key));

        // (r, n - s) is as good a signature as (r, s), and anybody can work it out.
        var twin = WithOtherSignature(token);
        Assert.NotEqual(token.Reveal(), twin.Reveal());
        var refused = await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(twin, Key));
        Assert.Equal("the token was used before", refused.Cause);

        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await GrantsAsync(Issue(jti));
    }

    [Fact]
    public async Task The_other_signature_of_a_token_that_was_not_used_is_accepted()
    {
        await GrantsAsync(WithOtherSignature(_world.Ci.Issue()));
    }

    [Fact]
    public async Task To_look_is_no_use()
    {
        var (token, origin) = (_world.Ci.Issue(), new RequestOrigin("looking", null));
        for (var i = 0; i < 3; i++)
        {
            Assert.True((await _world.Broker.ListKeysAsync(token, origin, The.Limit)).TryGet(out _, out _));
            Assert.True((await _world.Broker.RecognizeAsync(token, origin, The.Limit)).TryGet(out _, out _));
            Assert.True((await _world.Broker.ExplainAsync(token, Key, origin, The.Limit)).TryGet(out _, out _));
        }

        await GrantsAsync(token);
        Assert.True((await _world.Broker.ListKeysAsync(token, origin, The.Limit)).TryGet(out _, out _));
    }

    [Fact]
    public async Task What_is_refused_before_anything_is_minted_is_no_use()
    {
        var token = _world.Ci.Issue();
        await _world.RefusesAsync(BrokerErrorCode.Forbidden, _world.MintAsync(token, "OTHERS"));
        await _world.RefusesAsync(BrokerErrorCode.InvalidRequest, _world.MintAsync(token, [Key], TimeSpan.FromSeconds(1)));
        await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(token, [Key], null, "other"));
        await GrantsAsync(token);
    }

    [Fact]
    public async Task Several_keys_are_one_use()
    {
        var token = _world.Ci.Issue();
        Assert.True((await _world.MintAsync(token, Key, "STORE")).TryGet(out _, out _));
        await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(token, Key));
    }

    [Fact]
    public async Task A_token_whose_expiry_lies_thousands_of_years_ahead_is_counted_too()
    {
        var token = _world.Ci.Issue(claims: [KeyValuePair.Create("exp", (JsonNode?)253_402_300_799)]);
        await GrantsAsync(token);
        await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(token, Key));
    }

    [Fact]
    public async Task A_token_stays_used_until_it_is_too_old()
    {
        var token = _world.Ci.Issue(lifetime: TimeSpan.FromMinutes(5));
        await GrantsAsync(token);

        // Expired, but for the 30 s that clocks may differ by.
        _world.Time.Advance(TimeSpan.FromSeconds(329));
        await _world.RefusesAsync(BrokerErrorCode.InvalidToken, _world.MintAsync(token, Key));
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.RefusesAsync(BrokerErrorCode.TokenExpired, _world.MintAsync(token, Key));
    }

    [Fact]
    public async Task A_reload_makes_no_token_as_good_as_new()
    {
        await using var world = new ReloadWorld(arrange: static world => world.Write("config.yaml", world.Yaml("FIRST", idp: ", replay: once")));
        var token = world.Ci.Issue();
        Assert.True((await world.MintAsync("FIRST", token)).TryGet(out _, out _));

        world.Write("config.yaml", world.Yaml("SECOND", idp: ", replay: once, clockSkew: 60s") + "replayStore: { type: memory, maxTokens: 5000 }\n");
        await world.Reload.ReloadAsync();

        Assert.False((await world.MintAsync("SECOND", token)).TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.InvalidToken, error.Code);
        Assert.True((await world.MintAsync("SECOND", world.Ci.Issue())).TryGet(out _, out _));
    }

    internal static MintingWorld Counting(string replay, Voidkey.Replay.IReplayStore? store = null) =>
        new(yaml => yaml.Replace("algorithms: [ES256] }", $"algorithms: [ES256], replay: {replay} }}", StringComparison.Ordinal), store);

    private async Task GrantsAsync(Secret token)
    {
        if (!(await _world.MintAsync(token, Key)).TryGet(out _, out var error)) Assert.Fail(error.ToString());
    }

    private Secret Issue(string? jti) => _world.Ci.Issue(claims: Jti(jti));

    private static KeyValuePair<string, JsonNode?>[] Jti(string? jti) => [KeyValuePair.Create("jti", (JsonNode?)jti)];

    private static Secret WithOtherSignature(Secret token)
    {
        var order = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
        var segments = token.Reveal().Split('.');
        var signature = Base64Url.DecodeFromChars(segments[2]);
        var other = order - new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true);
        var bytes = other.ToByteArray(isUnsigned: true, isBigEndian: true);
        signature.AsSpan(32).Clear();
        bytes.CopyTo(signature, 64 - bytes.Length);
        return new Secret($"{segments[0]}.{segments[1]}.{Base64Url.EncodeToString(signature)}");
    }
}
