using System.Text.Json.Nodes;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>exp, iat and nbf: required, numeric, and exact to the second around every bound.</summary>
public sealed class TimeClaimTests : IDisposable
{
    private const int Skew = 30;
    private const int Day = 24 * 3600;
    private readonly ValidatorWorld _world = new();

    public static TheoryData<string, string, string> NoDates { get; } = Table();

    /// <summary>Claim, seconds from now, verdict; the twin a second away has the other one.</summary>
    public static TheoryData<string, int, BrokerErrorCode?> Bounds { get; } = new()
    {
        { "exp", -Skew + 1, null }, { "exp", -Skew, BrokerErrorCode.TokenExpired }, { "exp", -Skew - 1, BrokerErrorCode.TokenExpired }, { "exp", 0, null },
        { "nbf", Skew, null }, { "nbf", Skew + 1, BrokerErrorCode.InvalidToken }, { "nbf", 0, null }, { "nbf", -Day * 400, null },
        { "iat", Skew, null }, { "iat", Skew + 1, BrokerErrorCode.InvalidToken }, { "iat", Day, BrokerErrorCode.InvalidToken },
        { "iat", -Day + 1, null }, { "iat", -Day, null }, { "iat", -Day - 1, BrokerErrorCode.InvalidToken }, { "iat", -Day * 400, BrokerErrorCode.InvalidToken },
    };

    /// <summary>What else may be wrong with an expired token.</summary>
    public static TheoryData<string, JsonNode?> Faults { get; } = new()
    {
        { "aud", "someone-else" }, { "aud", null }, { "sub", "" }, { "sub", null }, { "iat", null }, { "iat", The.Second + 3600 }, { "iat", The.Second - (Day * 2) },
        { "nbf", The.Second + 3600 }, { "nbf", "soon" }, { "iss", "https://other.example.test" },
    };

    public void Dispose() => _world.Dispose();

    [Theory, MemberData(nameof(NoDates))]
    public async Task A_token_is_refused_when_a_time_in_it(string why, string claim, string json) =>
        await _world.RefusesAsync(json.Length == 0 ? _world.Token((claim, null)) : _world.TokenRaw(claim, json), why);

    [Theory, MemberData(nameof(Bounds))]
    public async Task A_time_counts_to_the_second(string claim, int seconds, BrokerErrorCode? refusal)
    {
        var token = _world.Token((claim, The.Second + seconds));
        if (refusal is { } code) await _world.RefusesAsync(token, $"{claim} {seconds:+0;-0;0} s", code);
        else await _world.AcceptsAsync(token, $"{claim} {seconds:+0;-0;0} s");
    }

    [Fact]
    public async Task A_token_without_nbf_or_with_fractions_of_a_second_is_accepted()
    {
        await _world.AcceptsAsync(_world.Token(("nbf", null)));
        await _world.AcceptsAsync(_world.TokenRaw("iat", $"{The.Second}.5"));
        await _world.AcceptsAsync(_world.TokenRaw("exp", $"{(The.Second + 60) / 1e9}e9".Replace(',', '.')));
        await _world.AcceptsAsync(_world.TokenRaw("exp", $"{The.Second - Skew}.001"));
        await _world.RefusesAsync(_world.TokenRaw("exp", $"{The.Second - Skew - 1}.999"), "expired a millisecond before the bound", BrokerErrorCode.TokenExpired);
    }

    [Fact]
    public async Task A_token_expires_while_we_look()
    {
        var token = _world.Idp.Issue(lifetime: TimeSpan.FromMinutes(5));
        await _world.AcceptsAsync(token);

        _world.Time.Advance(TimeSpan.FromSeconds(300 + Skew) - TimeSpan.FromTicks(1));
        await _world.AcceptsAsync(token);

        _world.Time.Advance(TimeSpan.FromTicks(1));
        await _world.RefusesAsync(token, "expired to the tick", BrokerErrorCode.TokenExpired);
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Expired_is_said_only_where_all_else_is_right(string claim, JsonNode? value)
    {
        var expired = ("exp", (JsonNode?)(The.Second - 60));
        await _world.RefusesAsync(_world.Token(expired, (claim, value)), $"expired, and its {claim} is wrong");
        await _world.RefusesAsync(_world.Token(expired), "expired and nothing else", BrokerErrorCode.TokenExpired);
    }

    [Fact]
    public async Task An_expired_token_that_somebody_else_signed_is_not_called_expired()
    {
        var strangers = Voidkey.Testing.SigningKey.Create("ES256", keyId: _world.Key.KeyId);
        await _world.RefusesAsync(
            strangers.SignJws(Some.Header(_world.Key).ToJsonString(), Some.Claims(("exp", The.Second - 60)).ToJsonString()), "expired and forged");
    }

    private static TheoryData<string, string, string> Table()
    {
        var table = new TheoryData<string, string, string> { { "is missing: exp", "exp", "" }, { "is missing: iat", "iat", "" } };
        (string Name, string Json)[] values =
        [
            ("a text", $"\"{The.Second + 60}\""), ("null", "null"), ("true", "true"), ("a list", $"[{The.Second}]"), ("an object", "{}"), ("too large for a number", "1e400"),
            ("negative infinity", "-1e400"), ("negative", "-1"), ("beyond 64 bits", "99999999999999999999999"), ("64 bits of ones", "18446744073709551615"),
            ("in milliseconds", $"{The.Second * 1000}"), ("in microseconds", $"{The.Second * 1000000}"), ("after the year 9999", "253402300800"), ("an empty text", "\"\""),
        ];
        foreach (var claim in new[] { "exp", "iat", "nbf" })
        {
            foreach (var (name, json) in values) table.Add($"is {name}: {claim}", claim, json);
        }

        return table;
    }
}
