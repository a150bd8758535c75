using System.Text;
using System.Text.Json.Nodes;
using Voidkey.Identity;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>What a token's header may say (RFC 7515 §4, RFC 8725 §3).</summary>
public sealed class HeaderTests : IDisposable
{
    private readonly ValidatorWorld _world = new();

    public static TheoryData<string, Func<ValidatorWorld, Secret>> Hostile { get; } = Table();

    public static TheoryData<string, string?> GoodTypes { get; } = new()
    {
        { "absent", null }, { "JWT", "\"JWT\"" }, { "lower case", "\"jwt\"" }, { "an access token", "\"at+jwt\"" }, { "in upper case", "\"AT+JWT\"" },
        { "with its media type's prefix", "\"application/at+jwt\"" }, { "a plain one with the prefix", "\"application/jwt\"" },
    };

    public void Dispose() => _world.Dispose();

    [Theory, MemberData(nameof(Hostile))]
    public async Task A_token_is_refused_when_its_header(string why, Func<ValidatorWorld, Secret> make) => await _world.RefusesAsync(make(_world), why);

    [Theory, MemberData(nameof(GoodTypes))]
    public async Task A_token_type_is_accepted_when_it_is(string why, string? json)
    {
        var header = Some.Header(_world.Key, ("typ", null)).ToJsonString();
        if (json is not null) header = $"{header[..^1]},\"typ\":{json}}}";
        await _world.AcceptsAsync(_world.Key.SignJws(header, Some.Claims().ToJsonString()), why);
    }

    [Theory]
    [InlineData("jwk"), InlineData("jku"), InlineData("x5u"), InlineData("x5c"), InlineData("x5t"), InlineData("x5t#S256")]
    public async Task A_key_that_the_token_brings_along_is_not_read(string member)
    {
        var strangers = Voidkey.Testing.SigningKey.Create("ES256", keyId: _world.Key.KeyId);
        JsonNode brought = member switch
        {
            "jwk" => strangers.PublicJwk(),
            "x5c" => new JsonArray(Convert.ToBase64String(new byte[64])),
            _ => "https://canary.example.test/keys",
        };

        var header = Some.Header(_world.Key, (member, brought)).ToJsonString();
        await _world.RefusesAsync(strangers.SignJws(header, Some.Claims().ToJsonString()), $"signed by the key in '{member}'");
        await _world.AcceptsAsync(_world.Key.SignJws(header, Some.Claims().ToJsonString()), $"signed by the provider, '{member}' beside it");
        _world.AskedForKeysOnly();
    }

    [Fact]
    public async Task A_token_without_a_kid_is_the_only_keys()
    {
        await _world.AcceptsAsync(_world.TokenWithHeader(("kid", null)));

        _world.Idp.Rotate();
        _world.Time.Advance(TimeSpan.FromSeconds(31));
        await _world.AcceptsAsync(_world.Idp.Issue());
        await _world.RefusesAsync(_world.TokenWithHeader(("kid", null)), "of no certain key");
    }

    private static TheoryData<string, Func<ValidatorWorld, Secret>> Table()
    {
        var table = new TheoryData<string, Func<ValidatorWorld, Secret>>();
        foreach (var none in new[] { "none", "None", "NONE", "nOnE", " none", "none ", "", "no\u0000ne" })
        {
            table.Add($"says alg '{none}' and has no signature", world => new Secret($"{Segments(world, ("alg", none))}."));
            table.Add($"says alg '{none}' over a real signature", world => world.TokenWithHeader(("alg", none)));
            table.Add($"says alg '{none}' and is signed with blanks", world => new Secret($"{Segments(world, ("alg", none))}.AAAA"));
        }

        foreach (var alg in new[] { "es256", "ES256 ", " ES256", "ES256\u0000", "ES256K", "ES384", "RS256", "PS256", "HS256", "EdDSA", "ECDSA", "RSA-OAEP", "dir" })
            table.Add($"says alg '{alg}' where ES256 is allowed", world => world.TokenWithHeader(("alg", alg)));

        foreach (var (name, value) in Values()) table.Add($"says alg {name}", world => Raw(world, "alg", value));
        table.Add("has no alg", world => world.TokenWithHeader(("alg", null)));

        foreach (var kid in new[] { "../../etc/passwd", "/dev/null", "x' OR '1'='1", "| sleep 9", "https://canary.example.test/key", "", " ", "\u0000", new string('k', 8000) })
            table.Add($"has the kid '{kid[..Math.Min(kid.Length, 20)]}'", world => world.TokenWithHeader(("kid", kid)));
        table.Add("has its kid in another case", world => world.TokenWithHeader(("kid", world.Key.KeyId.ToUpperInvariant() + "x")));
        table.Add("has a kid of 64 KiB", world => world.TokenWithHeader(("kid", new string('k', 65536))));
        foreach (var (name, value) in Values()) table.Add($"has a kid that is {name}", world => Raw(world, "kid", value));

        table.Add("has an empty crit", world => world.TokenWithHeader(("crit", new JsonArray())));
        table.Add("has a crit that names what we know", world => world.TokenWithHeader(("crit", new JsonArray("exp"))));
        table.Add("has a crit that names what nobody knows", world => world.TokenWithHeader(("crit", new JsonArray("https://example.test/x")), ("https://example.test/x", true)));
        table.Add("has an unencoded payload by crit", world => world.TokenWithHeader(("crit", new JsonArray("b64")), ("b64", false)));
        table.Add("has a crit that is null", world => Raw(world, "crit", "null"));
        table.Add("has a crit with an escaped name", world => Raw(world, "cr\\u0069t", "[\"b64\"]"));

        foreach (var type in new[] { "logout+jwt", "secevent+jwt", "dpop+jwt", "application/logout+jwt", "", "application/", "JOSE", "jwt ", "application/application/jwt", "text/jwt", "*", "JWE" })
            table.Add($"has the typ '{type}'", world => world.TokenWithHeader(("typ", type)));
        foreach (var (name, value) in Values()) table.Add($"has a typ that is {name}", world => Raw(world, "typ", value));

        table.Add("has alg twice", world => world.Key.SignJws(Some.Header(world.Key).ToJsonString()[..^1] + ",\"alg\":\"ES256\"}", Some.Claims().ToJsonString()));
        table.Add("has alg twice, once escaped", world => world.Key.SignJws("{\"\\u0061lg\":\"none\"," + Some.Header(world.Key).ToJsonString()[1..], Some.Claims().ToJsonString()));
        table.Add("has a duplicate deep down", world => Raw(world, "x", "{\"y\":[{\"z\":1,\"z\":2}]}"));
        table.Add("is a list", world => Some.Jws(world.Key, "[]"u8.ToArray(), Encoding.UTF8.GetBytes(Some.Claims().ToJsonString())));
        table.Add("is empty", world => Some.Jws(world.Key, "{}"u8.ToArray(), Encoding.UTF8.GetBytes(Some.Claims().ToJsonString())));
        return table;
    }

    [Theory]
    [InlineData("e30", true), InlineData("e30=", false), InlineData("*", false), InlineData("W10", false)]
    public void A_header_is_strict_where_its_encoding_is_too(string segment, bool isStrict) => Assert.Equal(isStrict, JoseHeader.IsStrict(segment));

    private static (string Name, string Json)[] Values() =>
        [("null", "null"), ("a number", "7"), ("true", "true"), ("a list", "[\"ES256\"]"), ("an object", "{}"), ("half a surrogate pair", "\"\\ud800\"")];

    private static Secret Raw(ValidatorWorld world, string member, string json) =>
        world.Key.SignJws($"{Some.Header(world.Key, (member, null)).ToJsonString()[..^1]},\"{member}\":{json}}}", Some.Claims().ToJsonString());

    private static string Segments(ValidatorWorld world, params (string Name, JsonNode? Value)[] header) =>
        $"{Some.Encoded(Some.Header(world.Key, header).ToJsonString())}.{Some.Encoded(Some.Claims().ToJsonString())}";
}
