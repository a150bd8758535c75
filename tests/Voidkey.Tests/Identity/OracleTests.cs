using System.Globalization;
using System.Text;
using CsCheck;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>
/// Our reader against <c>Microsoft.IdentityModel.JsonWebTokens</c> (docs/decisions/0003-own-token-reader.md): whatever ours accepts, the library accepts too.
/// The number of tokens is bounded for every day; VOIDKEY_MUTATIONS asks for more.
/// </summary>
public sealed class OracleTests
{
    private const int EveryDay = 40_000;

    private static readonly string Now = The.Second.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a member may be beside what it should be, as raw JSON. An empty text leaves it out.</summary>
    private static readonly Dictionary<string, string[]> Claims = new(StringComparer.Ordinal)
    {
        ["iss"] = [$"\"{The.Issuer}/\"", "\"HTTPS://CI.EXAMPLE.TEST\"", $"[\"{The.Issuer}\"]", "null", "1", "\"\"", "\"https:\\/\\/ci.example.test\"", ""],
        ["aud"] = ["[\"voidkey\"]", "[\"x\",\"voidkey\"]", "[\"voidkey\",1]", "[\"voidkey\",null]", "[[\"voidkey\"]]", "[]", "{}", "null", "\"voidkey/\"", "\"Voidkey\"", "\"void\"", "\"voidkey,x\"", "\"\\u0076oidkey\"", "[\"voidkey\",\"voidkey\"]", ""],
        ["sub"] = ["\"x\"", "1", "null", "\"\"", "[\"x\"]", "{}", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", ""],
        ["exp"] = [At(300.5), At(-29), At(-31), At(-30), At(1), $"\"{Now}\"", "1e300", "1e400", "-1", "0", "null", "true", $"{Now}e0", $"{Now}000", "9223372036854775808", "253402300799", "253402300800", ""],
        ["iat"] = [At(29), At(31), At(-86_000), At(-90_000), "0", "-1", $"\"{Now}\"", "null", "1.5e9", $"{Now}000", "1e400", ""],
        ["nbf"] = [At(0), At(29), At(31), At(-1000), "0", "-5", $"\"{Now}\"", "null", "1e400", "{}", ""],
        ["jti"] = ["\"x\"", "1", "{\"a\":{\"b\":[1,2,{\"c\":null}]}}", "[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", "\"\\u202e\"", ""],
    };

    private static readonly Dictionary<string, string[]> Header = new(StringComparer.Ordinal)
    {
        ["alg"] = ["\"es256\"", "\"ES384\"", "\"none\"", "\"HS256\"", "[\"ES256\"]", "null", "\"ES256 \"", "\"\\u0045S256\"", ""],
        ["kid"] = ["\"x\"", "1", "null", "\"\"", "[]", "\"../../x\"", ""],
        ["typ"] = ["\"jwt\"", "\"at+jwt\"", "\"application/at+jwt\"", "\"logout+jwt\"", "\"JWE\"", "1", "null", "\"\"", ""],
        ["crit"] = ["[\"b64\"]", "[]", "null", "\"exp\"", ""],
        ["b64"] = ["false", "true", ""],
        ["zip"] = ["\"DEF\"", ""],
        ["cty"] = ["\"JWT\"", ""],
        ["jwk"] = ["{\"kty\":\"oct\",\"k\":\"AA\"}", ""],
        ["jku"] = ["\"https://evil.example.test/jwks\"", ""],
        ["x5c"] = ["[\"AA\"]", ""],
    };

    private static int Tokens => int.TryParse(Environment.GetEnvironmentVariable("VOIDKEY_MUTATIONS"), CultureInfo.InvariantCulture, out var more) ? more : EveryDay;

    [Fact]
    public void What_we_accept_of_odd_tokens_signed_well_the_library_accepts_too()
    {
        using var world = new ValidatorWorld("ES256");
        var oracle = new Oracle(world.Idp);
        var (accepted, refused) = (0, 0);
        var good = (Header: Good(Some.Header(world.Key).ToJsonString()), Claims: Good(Some.Claims().ToJsonString()));
        Gen.Select(Edits(Header, 2), Edits(Claims, 3)).Sample(
            (header, claims) =>
            {
                var token = world.Key.SignJws(Edited(good.Header, header), Edited(good.Claims, claims));
                if (!Accepts(world, token))
                {
                    Interlocked.Increment(ref refused);
                    return;
                }

                Interlocked.Increment(ref accepted);
                Assert.True(oracle.AcceptsAsync(token).GetAwaiter().GetResult(), $"{Edited(good.Header, header)} {Edited(good.Claims, claims)}");
            },
            iter: Tokens / 2);

        Assert.True(accepted > Tokens / 50 && refused > Tokens / 50, $"{accepted} accepted, {refused} refused");
    }

    [Fact]
    public void Of_a_good_token_only_itself_is_accepted()
    {
        using var world = new ValidatorWorld("RS256");
        var token = world.Token().Reveal();
        var alphabet = Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n"];
        Gen.Select(Gen.Select(Gen.Int[0, token.Length - 1], Gen.Int[0, 3], alphabet).Array[1, 3], Gen.Int[0, 9]).Sample(
            (edits, untouched) =>
            {
                var mutated = new StringBuilder(token);
                foreach (var (place, kind, by) in untouched == 0 ? [] : edits)
                {
                    var at = Math.Min(place, mutated.Length - 1);
                    if (kind == 0) mutated.Remove(at, 1);
                    else if (kind == 1) mutated.Insert(at, by);
                    else mutated[at] = by;
                }

                Assert.Equal(mutated.Equals(token), Accepts(world, new Secret(mutated.ToString())));
            },
            iter: Tokens * 2);
    }

    private static bool Accepts(ValidatorWorld world, Secret token) => world.AskAsync(token).GetAwaiter().GetResult().TryGet(out _, out _);

    private static string At(double seconds) => (The.Second + seconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>Up to so many edits: replace a member, say it twice, or leave it out.</summary>
    private static Gen<(string Name, string Json, bool Twice)[]> Edits(Dictionary<string, string[]> pool, int most)
    {
        var all = pool.SelectMany(static entry => entry.Value.Select(json => (entry.Key, json))).ToArray();
        return Gen.Select(Gen.Int[0, all.Length - 1], Gen.Int[0, 11]).Select((i, twice) => (Name: all[i].Key, Json: all[i].json, Twice: twice == 0)).Array[0, most];
    }

    private static List<(string Name, string Json)> Good(string json) =>
        [.. System.Text.Json.JsonElement.Parse(json).EnumerateObject().Select(static member => (member.Name, member.Value.GetRawText()))];

    private static string Edited(List<(string Name, string Json)> good, (string Name, string Json, bool Twice)[] edits)
    {
        List<(string Name, string Json)> members = [.. good];
        foreach (var (name, json, twice) in edits)
        {
            if (!twice) members.RemoveAll(member => member.Name == name);
            if (json.Length > 0) members.Add((name, json));
        }

        return $"{{{string.Join(',', members.Select(static member => $"\"{member.Name}\":{member.Json}"))}}}";
    }
}
