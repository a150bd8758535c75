using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Voidkey.BrokerIdentity;
using Voidkey.Http;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.BrokerIdentity;

/// <summary>The broker's own token is in a file that the platform keeps fresh.</summary>
public sealed class TokenFileTests : IDisposable
{
    private const string Audience = "sts.example";
    private const int Read = 1205;
    private const int Failed = 1202;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-token-").FullName;
    private readonly FakeTimeProvider _time = new(The.Moment);
    private readonly FakeNetwork _network = new();
    private readonly CapturedLog _log = new();
    private readonly OutboundHttp _http;
    private readonly FakeIdp _platform;

    public TokenFileTests()
    {
        _platform = new FakeIdp("https://cluster.example.test", _time, "ES256");
        _http = new OutboundHttp(_network.Map(_platform));
    }

    private string TokenPath => Path.Combine(_folder, "token");

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Whoever_wants_a_token_gets_the_one_in_the_file_of_his_audience_and_nobody_is_asked()
    {
        var (first, second) = (Issue(), Issue("other.example"));
        File.WriteAllText(TokenPath, first.Reveal() + "\n");
        File.WriteAllText(TokenPath + "2", second.Reveal());
        var source = new TokenFiles(new Dictionary<string, string> { [Audience] = TokenPath, ["other.example"] = TokenPath + "2" }, _platform.Issuer).Open(_http, _time, _log);
        Assert.Null(source.IsHealthy);

        var token = await GetsAsync(source);
        Assert.Equal((first.Reveal(), TimeSpan.FromMinutes(10)), (token.Value.Reveal(), token.Lifetime));
        Assert.Equal(second.Reveal(), (await GetsAsync(source, "other.example")).Value.Reveal());
        Assert.True(source.IsHealthy);
        Assert.Equal("there is no token file for 'a third'", await FailsAsync(source, "a third"));
        Assert.Empty(_network.Requests);
    }

    public static TheoryData<string> Ways => [.. Replacement.Ways];

    [Theory, MemberData(nameof(Ways))]
    public async Task The_first_one_to_look_a_second_later_sees_a_token_that_is(string way)
    {
        var (old, @new) = (Issue(), Issue());
        var source = Open(old.Reveal());
        var replace = Replacement.Prepare(way, TokenPath, @new.Reveal());
        Assert.Equal(old.Reveal(), (await GetsAsync(source)).Value.Reveal());

        replace();
        _time.Advance(Look - TimeSpan.FromTicks(1));
        Assert.Equal(old.Reveal(), (await GetsAsync(source)).Value.Reveal());
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(@new.Reveal(), (await GetsAsync(source)).Value.Reveal());
        Assert.Equal((2, 0), (_log.Count(Read), _log.Count(Failed)));
    }

    [Fact]
    public async Task While_nothing_changes_nothing_is_told_and_the_lifetime_is_what_is_left()
    {
        var source = Open(Issue().Reveal());
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(TimeSpan.FromMinutes(10) - (i * Look), (await GetsAsync(source)).Lifetime);
            _time.Advance(Look);
        }

        Assert.Equal((1, 0), (_log.Count(Read), _log.Count(Failed)));
    }

    [Fact]
    public async Task A_token_serves_to_its_last_tick_and_then_the_cause_says_who_has_not_renewed_it()
    {
        var source = Open(Issue().Reveal());
        await GetsAsync(source);
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        await GetsAsync(source);
        _time.Advance(TimeSpan.FromTicks(1));

        var cause = await FailsAsync(source);
        Assert.StartsWith($"token file {TokenPath}: the token in it expired at ", cause, StringComparison.Ordinal);
        Assert.False(source.IsHealthy);
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(Look);
            Assert.Equal(cause, await FailsAsync(source));
        }

        Assert.Equal(1, _log.Count(Failed));
        var renewed = Issue();
        File.WriteAllText(TokenPath, renewed.Reveal());
        _time.Advance(Look);
        Assert.Equal(renewed.Reveal(), (await GetsAsync(source)).Value.Reveal());
        Assert.True(source.IsHealthy);
    }

    /// <summary>What a file may hold that is no token for us, and what the cause says.</summary>
    public static TheoryData<string, string, Func<TokenFileTests, string>> Refusals => new()
    {
        { "expired", "expired at", static test => test.Issue(lifetime: TimeSpan.FromMinutes(-1)).Reveal() },
        { "opaque", "no JWT", static _ => "canary-opaque-token-5c0ffee1" },
        { "encrypted", "no JWT", static _ => "e30.e30.e30.e30.e30" },
        { "without an expiry", "no 'exp'", static test => test.Issue(claims: new JsonObject { ["exp"] = null }).Reveal() },
        { "with an expiry that is a text", "no 'exp'", static test => test.Issue(claims: new JsonObject { ["exp"] = "2100-01-01" }).Reveal() },
        { "too long", "longer than 16384", static test => test.Issue(claims: new JsonObject { ["padding"] = new string('x', 16 * 1024) }).Reveal() },
        { "for somebody else", "not for 'sts.example'", static test => test.Issue("other.example").Reveal() },
        { "for one who looks alike", "not for 'sts.example'", static test => test.Issue("STS.example").Reveal() },
        { "from somebody else", "not from 'issuer'", static test => test.Issue(claims: new JsonObject { ["iss"] = "https://cluster.example.test/" }).Reveal() },
        { "two tokens", "something else", static test => $"{test.Issue().Reveal()}\n{test.Issue().Reveal()}" },
        { "a header", "something else", static test => $"Bearer {test.Issue().Reveal()}" },
        { "JSON", "no JWT", static test => $"{{\"token\":\"{test.Issue().Reveal()}\"}}" },
        { "line breaks alone", "something else", static _ => "\n\n" },
        { "nothing", "it is empty", static _ => "" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task There_is_no_token_and_the_cause_names_the_file_when_it_is(string why, string says, Func<TokenFileTests, string> content)
    {
        var text = content(this);
        var source = Open(text);
        var cause = await FailsAsync(source);

        Assert.StartsWith($"token file {TokenPath}: ", cause, StringComparison.Ordinal);
        Assert.Contains(says, cause, StringComparison.Ordinal);
        if (text.Length > 10) Assert.DoesNotContain(text[10..], $"{why} {cause} {_log.Text}", StringComparison.Ordinal);
        Assert.False(source.IsHealthy);

        var good = Issue();
        File.WriteAllText(TokenPath, good.Reveal());
        _time.Advance(Look);
        Assert.Equal(good.Reveal(), (await GetsAsync(source)).Value.Reveal());
    }

    public static TheoryData<string> Damages => [.. Replacement.Damages];

    [Theory, MemberData(nameof(Damages))]
    public async Task The_last_token_serves_until_it_expires_when_the_file_is(string damage)
    {
        var old = Issue();
        File.WriteAllText(TokenPath, old.Reveal());
        var looks = 0;
        var file = new TokenFileSource(TokenPath, Audience, _platform.Issuer, _time, _log);
        var source = new CachedTokenSource(
            async (_, ct) =>
            {
                var fetched = await file.FetchAsync(ct);
                Interlocked.Increment(ref looks);
                return fetched;
            },
            _time,
            Look);
        await GetsAsync(source);
        Replacement.Damage(damage, TokenPath);
        for (var i = 0; i < 5; i++)
        {
            // While looks fail nobody waits for them, and one that is under way when time leaps would be too late.
            _time.Advance(Look);
            await Soon.Holds(
                async () =>
                {
                    Assert.Equal(old.Reveal(), (await GetsAsync(source)).Value.Reveal());
                    return Volatile.Read(ref looks) == i + 2;
                },
                "it has looked");
        }

        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.StartsWith($"token file {TokenPath}: ", await FailsAsync(source), StringComparison.Ordinal);
        Assert.Equal((1, 1), (_log.Count(Read), _log.Count(Failed)));

        var renewed = Issue();
        Replacement.Repair(TokenPath, renewed.Reveal());
        _time.Advance(Look);
        Assert.Equal(renewed.Reveal(), (await GetsAsync(source)).Value.Reveal());
        Assert.DoesNotContain("canary-content", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_load_nobody_is_refused_while_the_file_is_swapped()
    {
        var source = Open(Issue().Reveal());
        for (var round = 0; round < 20; round++)
        {
            Replacement.Repair(TokenPath, Issue().Reveal());
            _time.Advance(Look);
            await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => GetsAsync(source))));
        }
    }

    [Fact]
    public void What_differs_makes_another_origin_and_the_order_does_not()
    {
        TokenFiles Of(string? issuer, params (string Audience, string Path)[] files) => new(files.ToDictionary(static file => file.Audience, static file => file.Path, StringComparer.Ordinal), issuer);
        var one = Of("i", ("a", "/1"), ("b", "/2"));
        Assert.True(one.IsSameAs(Of("i", ("b", "/2"), ("a", "/1"))));
        foreach (var other in new[] { Of(null, ("a", "/1"), ("b", "/2")), Of("i", ("a", "/1")), Of("i", ("a", "/2"), ("b", "/1")), Of("i", ("a", "/1"), ("c", "/2")) }) Assert.False(one.IsSameAs(other));
    }

    private Secret Issue(string audience = Audience, TimeSpan? lifetime = null, JsonObject? claims = null) => _platform.Issue("system:serviceaccount:voidkey:voidkey", audience, lifetime ?? TimeSpan.FromMinutes(10), claims: claims);

    private CachedTokenSource Open(string content)
    {
        File.WriteAllText(TokenPath, content);
        return new TokenFiles(new Dictionary<string, string> { [Audience] = TokenPath }, _platform.Issuer).Open(_http, _time, _log);
    }

    private static async Task<BrokerToken> GetsAsync(CachedTokenSource source, string audience = Audience)
    {
        if (!(await source.GetTokenAsync(audience, The.Limit)).TryGet(out var token, out var error)) Assert.Fail(error.ToString());
        return token!;
    }

    private static async Task<string> FailsAsync(CachedTokenSource source, string audience = Audience)
    {
        Assert.False((await source.GetTokenAsync(audience, The.Limit)).TryGet(out _, out var error));
        Assert.Equal((BrokerErrorCode.BrokerIdentityUnavailable, "The broker cannot prove its own identity for now."), (error.Code, error.Message));
        return error.Cause!;
    }
}
