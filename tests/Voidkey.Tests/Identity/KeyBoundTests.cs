using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Voidkey.Identity;
using Voidkey.Tests.Support;
using Xunit;
using SigningKey = Voidkey.Testing.SigningKey;

namespace Voidkey.Tests.Identity;

/// <summary>Where what is good enough for a key ends, to the bit; and the twin on the other side.</summary>
public sealed class KeyBoundTests
{
    private static readonly SignatureAlgorithm[] Allowed = [.. new[] { "RS256", "PS256", "ES256", "ES384", "ES512" }.Select(static name => SignatureAlgorithm.Find(name)!)];

    [Theory]
    [InlineData(2047, false), InlineData(2048, true), InlineData(2049, true), InlineData(4096, true), InlineData(8192, true), InlineData(8193, false)]
    public void A_modulus_has_2048_to_8192_bits(int bits, bool isTaken) =>
        AssertTaken(isTaken, Rsa((BigInteger.One << (bits - 1)) + 1), "its modulus is not 2048 to 8192 bits");

    [Theory]
    [InlineData("3", true), InlineData("65537", true), InlineData("16777217", true), InlineData("4294967295", true), InlineData("4294967297", false)]
    [InlineData("1", false), InlineData("2", false), InlineData("65536", false), InlineData("4294967294", false)]
    public void An_exponent_is_odd_and_lies_between_3_and_2_to_the_32(string exponent, bool isTaken) =>
        AssertTaken(isTaken, Rsa((BigInteger.One << 2047) + 1, BigInteger.Parse(exponent, CultureInfo.InvariantCulture)), "its exponent is not an odd number from 3 to 2^32");

    [Fact]
    public void An_even_modulus_is_none() => AssertTaken(false, Rsa(BigInteger.One << 2047), "its modulus is even");

    /// <summary>A power of 65537 to every small prime, as the library of CVE-2017-15361 makes them; two more, and it is none to one of them.</summary>
    [Fact]
    public void A_modulus_of_the_ROCA_kind_is_none_and_its_neighbour_is_one()
    {
        int[] primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167];
        var product = primes.Aggregate(BigInteger.One, static (all, prime) => all * prime);
        foreach (var power in new[] { 0, 1, 2, 12_345 })
        {
            var weak = BigInteger.ModPow(65537, power, product) + (product * ((BigInteger.One << 2047) / product + 1));
            AssertTaken(false, Rsa(weak), "its modulus is of the ROCA kind");
            AssertTaken(true, Rsa(weak + 2), "");
        }
    }

    [Theory]
    [InlineData("""{"use":"sig"}""", true), InlineData("""{"key_ops":["verify"]}""", true), InlineData("""{"key_ops":["sign","verify"]}""", true), InlineData("""{"key_ops":[7,"verify"]}""", true), InlineData("""{"key_ops":["verify "]}""", false)]
    public void A_key_that_says_what_it_is_for_is_for_signatures(string says, bool isTaken)
    {
        var jwk = SigningKey.Create("ES384").PublicJwk();
        foreach (var (name, value) in JsonNode.Parse(says)!.AsObject()) jwk[name] = value?.DeepClone();
        AssertTaken(isTaken, jwk, "'key_ops' lacks 'verify'");
    }

    [Theory]
    [InlineData("ES256"), InlineData("ES384"), InlineData("ES512")]
    public void Each_curve_verifies_its_algorithm_and_no_other(string algorithm)
    {
        var jwk = SigningKey.Create(algorithm, "k").PublicJwk();
        jwk.Remove("alg");
        Assert.True(KeySet.TryRead(SetOf(jwk), Allowed, out var set, out var fault), fault);
        foreach (var other in Allowed) Assert.Equal(other.Name == algorithm ? 1 : 0, set.Find("k", other).Length);
    }

    /// <summary>RFC 7515 §4.5: a signature without a <c>kid</c> can only be an only key's.</summary>
    [Fact]
    public void Without_a_kid_the_only_key_of_the_algorithm_is_meant()
    {
        var (one, other) = (SigningKey.Create("ES256", "one").PublicJwk(), SigningKey.Create("ES256", "other").PublicJwk());
        Assert.True(KeySet.TryRead(SetOf(one, SigningKey.Create("ES384", "third").PublicJwk()), Allowed, out var single, out _));
        Assert.True(KeySet.TryRead(SetOf(one, other), Allowed, out var two, out _));
        Assert.Equal((1, 0), (single.Find(null, SignatureAlgorithm.Find("ES256")!).Length, two.Find(null, SignatureAlgorithm.Find("ES256")!).Length));
    }

    [Fact]
    public void Of_verified_headers_256_are_kept()
    {
        var headers = new JoseHeaders();
        var segments = Enumerable.Range(0, 258).Select(static i => Some.Encoded($$"""{"alg":"ES256","kid":"{{i}}"}""")).ToArray();
        foreach (var segment in segments)
        {
            Assert.True(headers.TryRead(segment, out var header, out _));
            Assert.True(headers.TryKeep(segment, header));
        }

        Assert.Equal(256, segments.Count(segment => headers.TryRead(segment, out var one, out _) && headers.TryRead(segment, out var again, out _) && ReferenceEquals(one, again)));
        Assert.False(headers.TryKeep(Some.Encoded("""{"alg":"ES256","x":1,"x":1}"""), new JoseHeader("ES256", null, null)));
    }

    /// <summary>RFC 7519 §2: the first second there is, and the last one of the year 9999.</summary>
    [Fact]
    public async Task A_date_lies_between_1970_and_9999()
    {
        using var world = new ValidatorWorld();
        await world.AcceptsAsync(world.TokenRaw("nbf", "0"));
        await world.AcceptsAsync(world.TokenRaw("nbf", "-0"));
        await world.AcceptsAsync(world.TokenRaw("exp", "253402300799"));
        await world.RefusesAsync(world.TokenRaw("exp", "253402300800"), "a second later");
        await world.RefusesAsync(world.TokenRaw("nbf", "-1"), "a second before 1970");
    }

    private static JsonObject Rsa(BigInteger modulus, BigInteger? exponent = null) => new()
    {
        ["kty"] = "RSA",
        ["n"] = Some.Encoded(modulus.ToByteArray(isUnsigned: true, isBigEndian: true)),
        ["e"] = Some.Encoded((exponent ?? 65537).ToByteArray(isUnsigned: true, isBigEndian: true)),
    };

    private static void AssertTaken(bool isTaken, JsonObject jwk, string why)
    {
        Assert.Equal(isTaken, KeySet.TryRead(SetOf(jwk), Allowed, out _, out var fault));
        Assert.Equal(isTaken ? null : $"no key of the set can be used: {why}", fault);
    }

    private static byte[] SetOf(params JsonObject[] keys) => Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray([.. keys.Select(static key => key.DeepClone())]) }.ToJsonString());
}
