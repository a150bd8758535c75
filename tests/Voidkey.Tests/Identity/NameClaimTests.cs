using System.Text;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>aud, iss and sub: compared exactly, and nothing but what they have to be.</summary>
public sealed class NameClaimTests : IDisposable
{
    private readonly ValidatorWorld _world = new();

    public static TheoryData<string, string> BadAudiences { get; } = new()
    {
        { "someone else's", "\"someone-else\"" }, { "empty", "\"\"" }, { "null", "null" }, { "a number", "7" }, { "true", "true" }, { "an object", "{\"voidkey\":true}" },
        { "an object in a list", "[{\"aud\":\"voidkey\"}]" }, { "an empty list", "[]" }, { "a list with a number beside ours", "[\"voidkey\",7]" }, { "a list with null beside ours", "[null,\"voidkey\"]" },
        { "a list in a list", "[[\"voidkey\"]]" }, { "a prefix", "\"voidke\"" }, { "longer", "\"voidkey2\"" }, { "in another case", "\"Voidkey\"" }, { "in upper case", "\"VOIDKEY\"" },
        { "followed by NUL", "\"voidkey\\u0000\"" }, { "followed by a slash", "\"voidkey/\"" }, { "after a blank", "\" voidkey\"" }, { "before a blank", "\"voidkey \"" }, { "before a line break", "\"voidkey\\n\"" },
        { "a comma list", "\"voidkey,other\"" }, { "a blank list", "\"voidkey other\"" }, { "a list of a comma list", "[\"other,voidkey\"]" }, { "with a look-alike letter", "\"v\\u043eidkey\"" },
        { "with a letter of width", "\"\\uff56oidkey\"" }, { "with a soft hyphen", "\"void\\u00adkey\"" }, { "a star", "\"*\"" }, { "half a surrogate pair", "\"\\ud83d\"" },
        { "ours beside half a surrogate pair", "[\"voidkey\",\"\\ud83d\"]" },
    };

    public static TheoryData<string, string> BadIssuers { get; } = new()
    {
        { "someone else's", "\"https://other.example.test\"" }, { "empty", "\"\"" }, { "null", "null" }, { "a number", "1" }, { "a list of ours", "[\"https://ci.example.test\"]" },
        { "a list of ours and another", "[\"https://evil.example.test\",\"https://ci.example.test\"]" }, { "an object", "{\"iss\":\"https://ci.example.test\"}" }, { "ended by a slash", "\"https://ci.example.test/\"" },
        { "in another case", "\"https://CI.example.test\"" }, { "with its scheme in upper case", "\"HTTPS://ci.example.test\"" }, { "with user information", "\"https://ci.example.test@evil.example.test\"" },
        { "with another user information", "\"https://x@ci.example.test\"" }, { "with its default port", "\"https://ci.example.test:443\"" }, { "without https", "\"http://ci.example.test\"" }, { "a part of ours", "\"https://ci.example\"" },
        { "ours as a prefix", "\"https://ci.example.test.evil.test\"" }, { "ours as a path", "\"https://evil.test/https://ci.example.test\"" }, { "with a query", "\"https://ci.example.test?\"" }, { "with a fragment", "\"https://ci.example.test#\"" },
        { "followed by NUL", "\"https://ci.example.test\\u0000\"" }, { "before a blank", "\"https://ci.example.test \"" }, { "with a trailing dot", "\"https://ci.example.test.\"" }, { "half a surrogate pair", "\"\\udfff\"" },
    };

    public static TheoryData<string, string> BadSubjects { get; } = new()
    {
        { "empty", "\"\"" }, { "null", "null" }, { "a number", "42" }, { "true", "true" }, { "a list", "[\"repo:example-org/app:ref:refs/heads/main\"]" }, { "an object", "{}" },
        { "half a surrogate pair", "\"a\\ud800b\"" }, { "a pair the wrong way round", "\"\\udc00\\ud800\"" },
    };

    public void Dispose() => _world.Dispose();

    [Theory, MemberData(nameof(BadAudiences))]
    public async Task A_token_is_refused_when_its_audience_is(string why, string json) => await _world.RefusesAsync(_world.TokenRaw("aud", json), why);

    [Theory, MemberData(nameof(BadIssuers))]
    public async Task A_token_is_refused_when_its_issuer_is(string why, string json) => await _world.RefusesAsync(_world.TokenRaw("iss", json), why);

    [Theory, MemberData(nameof(BadSubjects))]
    public async Task A_token_is_refused_when_its_subject_is(string why, string json) => await _world.RefusesAsync(_world.TokenRaw("sub", json), why);

    [Theory]
    [InlineData("aud"), InlineData("iss"), InlineData("sub")]
    public async Task A_token_is_refused_without(string claim) => await _world.RefusesAsync(_world.Token((claim, null)), $"without {claim}");

    [Theory]
    [InlineData("\"voidkey\""), InlineData("[\"voidkey\"]"), InlineData("[\"other\",\"voidkey\"]"), InlineData("[\"voidkey\",\"voidkey\"]"), InlineData("\"\\u0076oidkey\"")]
    public async Task An_audience_that_holds_ours_is_accepted(string json) => await _world.AcceptsAsync(_world.TokenRaw("aud", json));

    [Fact]
    public async Task A_hundred_audiences_are_looked_through()
    {
        var others = string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"aud-{i}\""));
        await _world.AcceptsAsync(_world.TokenRaw("aud", $"[{others},\"voidkey\"]"));
        await _world.RefusesAsync(_world.TokenRaw("aud", $"[{others}]"), "for 500 others");
    }

    [Theory]
    [InlineData("a\0b"), InlineData("a\nb"), InlineData("\u202Ea"), InlineData(" a "), InlineData("é"), InlineData("e\u0301"), InlineData("😀"), InlineData("A")]
    public async Task A_subject_is_taken_as_it_stands(string subject) =>
        Assert.Equal(subject, (await _world.AcceptsAsync(_world.Token(("sub", subject)))).Subject, StringComparer.Ordinal);

    [Theory]
    [InlineData("sub"), InlineData("aud"), InlineData("iss")]
    public async Task A_claim_that_is_not_UTF8_is_nobodys(string claim)
    {
        var (before, after) = (Some.Claims((claim, null)).ToJsonString()[..^1] + $",\"{claim}\":\"", "\"}");
        byte[] payload = [.. Encoding.UTF8.GetBytes(before), 0xED, 0xA0, 0x80, .. Encoding.UTF8.GetBytes(after)];
        await _world.RefusesAsync(Some.Jws(_world.Key, Encoding.UTF8.GetBytes(Some.Header(_world.Key).ToJsonString()), payload), $"{claim} is not UTF-8");
    }

    [Fact]
    public async Task An_issuer_that_is_not_configured_is_never_asked_for_anything()
    {
        var stranger = new FakeIdp("https://stranger.example.test", _world.Time, "ES256");
        _world.Network.Map(stranger);

        await _world.RefusesAsync(stranger.Issue(), "of an issuer nobody configured");

        Assert.Empty(_world.Network.RequestsTo(stranger.Issuer));
    }
}
