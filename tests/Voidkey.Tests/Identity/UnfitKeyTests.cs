using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Voidkey.Identity;
using Voidkey.Tests.Support;
using Xunit;
using SigningKey = Voidkey.Testing.SigningKey;

namespace Voidkey.Tests.Identity;

/// <summary>A key that is unfit verifies nothing, and takes no good key beside it down (RFC 7517 §5, RFC 7518 §3.3).</summary>
public sealed class UnfitKeyTests
{
    /// <summary>How a good key becomes an unfit one of the kid <c>unfit</c>, signed for by the good one's private key.</summary>
    public static TheoryData<string, string, Action<JsonObject>> Kinds { get; } = new()
    {
        { "meant for encryption", "RS256", jwk => jwk["use"] = "enc" }, { "with a use that is no text", "RS256", jwk => jwk["use"] = 1 }, { "with a use in another case", "RS256", jwk => jwk["use"] = "SIG" },
        { "with operations that lack verify", "RS256", jwk => jwk["key_ops"] = new JsonArray("sign") }, { "without any operation", "RS256", jwk => jwk["key_ops"] = new JsonArray() },
        { "with operations that are no list", "RS256", jwk => jwk["key_ops"] = "verify" }, { "for another algorithm", "RS256", jwk => jwk["alg"] = "RSA-OAEP" },
        { "for an algorithm in another case", "RS256", jwk => jwk["alg"] = "rs256" }, { "with an alg that is no text", "RS256", jwk => jwk["alg"] = 7 }, { "with an even exponent", "RS256", jwk => jwk["e"] = "AQAA" },
        { "with the exponent 1", "RS256", jwk => jwk["e"] = "AQ" }, { "with the exponent 1 after zeros", "RS256", jwk => jwk["e"] = "AAAB" }, { "with the exponent 0", "RS256", jwk => jwk["e"] = "AA" },
        { "with an exponent of 5 bytes", "RS256", jwk => jwk["e"] = "AQAAAAE" }, { "without exponent", "RS256", jwk => jwk.Remove("e") }, { "without modulus", "RS256", jwk => jwk.Remove("n") },
        { "with an empty modulus", "RS256", jwk => jwk["n"] = "" }, { "with a modulus that is no base64url", "RS256", jwk => jwk["n"] = (string)jwk["n"]! + "=" }, { "with half a modulus", "RS256", jwk => jwk["n"] = ((string)jwk["n"]!)[..170] },
        { "with an even modulus", "RS256", jwk => jwk["n"] = Evened((string)jwk["n"]!) }, { "of no kind", "RS256", jwk => jwk.Remove("kty") }, { "of a kind in another case", "RS256", jwk => jwk["kty"] = "rsa" },
        { "of another kind", "RS256", jwk => jwk["kty"] = "EC" }, { "an octet key pair", "RS256", jwk => jwk["kty"] = "OKP" }, { "symmetric", "RS256", jwk => jwk["kty"] = "oct" },
        { "a private one, which whoever reads it can sign with", "RS256", jwk => jwk["d"] = "AQAB" },
        { "off its curve", "ES256", jwk => jwk["x"] = Some.Encoded(new byte[32]) }, { "at infinity", "ES256", jwk => (jwk["x"], jwk["y"]) = (Some.Encoded(new byte[32]), Some.Encoded(new byte[32])) },
        { "mirrored", "ES256", jwk => (jwk["x"], jwk["y"]) = ((string)jwk["y"]!, (string)jwk["x"]!) }, { "on another curve", "ES256", jwk => jwk["crv"] = "P-384" }, { "on secp256k1", "ES256", jwk => jwk["crv"] = "secp256k1" },
        { "on a curve in another case", "ES256", jwk => jwk["crv"] = "p-256" }, { "on no curve", "ES256", jwk => jwk.Remove("crv") }, { "with a short coordinate", "ES256", jwk => jwk["x"] = Some.Encoded(new byte[31]) },
        { "with a long coordinate", "ES256", jwk => jwk["x"] = Some.Encoded([0, .. System.Buffers.Text.Base64Url.DecodeFromChars((string)jwk["x"]!)]) }, { "without y", "ES256", jwk => jwk.Remove("y") },
        { "an elliptic one that says RSA", "ES256", jwk => jwk["kty"] = "RSA" },
    };

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_key_verifies_nothing_when_it_is(string why, string algorithm, Action<JsonObject> spoil)
    {
        using var world = new ValidatorWorld("ES256", ["ES256", "RS256", "ES384"]);
        var key = SigningKey.Create(algorithm, "unfit");
        var (fit, unfit) = (key.PublicJwk(), key.PublicJwk());
        fit["kid"] = "fit";
        spoil(unfit);
        world.Idp.PublishedKeys = [unfit, fit, world.Key.PublicJwk()];

        await world.RefusesAsync(key.SignJws(Some.Header(key).ToJsonString(), Some.Claims().ToJsonString()), why);
        await world.AcceptsAsync(key.SignJws(Some.Header(key, ("kid", "fit")).ToJsonString(), Some.Claims().ToJsonString()), "the same key, described rightly");
        Assert.Equal(1, world.Log.Lines.Count(line => line.Text.Contains("1 passed over", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1024), InlineData(2040)]
    public async Task A_short_RSA_key_verifies_nothing(int bits)
    {
        using var world = new ValidatorWorld("ES256", ["ES256", "RS256"]);
        using var rsa = RSA.Create(bits);
        world.Idp.PublishedKeys.Add(Jwk(rsa.ExportParameters(false), "short"));

        await world.RefusesAsync(SignedWith(rsa, "short"), $"RSA with {bits} bits");
    }

    [Fact]
    public async Task With_the_exponent_1_anybody_could_forge()
    {
        using var world = new ValidatorWorld("RS256");
        var modulus = System.Buffers.Text.Base64Url.DecodeFromChars((string)world.Key.PublicJwk()["n"]!);
        world.Idp.PublishedKeys.Add(Jwk(new RSAParameters { Modulus = modulus, Exponent = [1] }, "one"));

        // The signature is the padded hash itself.
        var signed = $"{Some.Encoded(Some.Header(world.Key, ("kid", "one")).ToJsonString())}.{Some.Encoded(Some.Claims().ToJsonString())}";
        byte[] info = [.. Convert.FromHexString("3031300d060960864801650304020105000420"), .. SHA256.HashData(Encoding.ASCII.GetBytes(signed))];
        byte[] padded = [0, 1, .. Enumerable.Repeat((byte)0xFF, 256 - 3 - info.Length), 0, .. info];
        await world.RefusesAsync(new Secret($"{signed}.{Some.Encoded(padded)}"), "e = 1");
    }

    [Theory]
    [InlineData("[]"), InlineData("7"), InlineData("null"), InlineData("\"x\""), InlineData("{}"), InlineData("{\"kty\":7}"), InlineData("{\"kty\":\"RSA\",\"n\":7,\"e\":[]}"), InlineData("{\"kty\":\"\\ud800\"}")]
    public async Task An_entry_that_is_no_key_is_passed_over(string entry)
    {
        using var world = new ValidatorWorld();
        world.Idp.RawJwks = $"{{\"keys\":[{entry},{world.Key.PublicJwk().ToJsonString()}]}}";
        await world.AcceptsAsync(world.Token());
    }

    [Theory]
    [InlineData("{\"keys\":[GOOD],\"keys\":[]}"), InlineData("{\"keys\":[],\"keys\":[GOOD]}"), InlineData("{\"keys\":{\"a\":GOOD}}"), InlineData("{\"keys\":GOOD}"), InlineData("[GOOD]"), InlineData("GOOD"), InlineData("{\"Keys\":[GOOD]}"),
     InlineData("{\"keys\":[{\"kty\":\"EC\",\"kty\":\"RSA\"},GOOD]}"), InlineData("{\"keys\":[]}"), InlineData("{\"keys\":[GOOD]}x"), InlineData("{\"keys\":null}"), InlineData(""), InlineData("<html>")]
    public async Task A_document_that_is_no_key_set_gives_no_keys(string document)
    {
        using var world = new ValidatorWorld();
        world.Idp.RawJwks = document.Replace("GOOD", world.Key.PublicJwk().ToJsonString(), StringComparison.Ordinal);
        var refused = await world.AskAsync(world.Token());
        Assert.False(refused.TryGet(out _, out var error));
        Assert.Equal(BrokerErrorCode.CallerKeysUnavailable, error.Code);

        world.Idp.RawJwks = null;
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.AcceptsAsync(world.Token(), "once the provider publishes its keys again");
    }

    [Fact]
    public void A_set_of_257_keys_is_none()
    {
        var key = SigningKey.Create("ES256").PublicJwk().ToJsonString();
        Assert.True(KeySet.TryRead(Encoding.UTF8.GetBytes($"{{\"keys\":[{string.Join(',', Enumerable.Repeat(key, 256))}]}}"), [SignatureAlgorithm.Find("ES256")!], out var set, out _));
        Assert.Equal(256, set.Count);
        Assert.False(KeySet.TryRead(Encoding.UTF8.GetBytes($"{{\"keys\":[{string.Join(',', Enumerable.Repeat(key, 257))}]}}"), [SignatureAlgorithm.Find("ES256")!], out _, out _));
    }

    private static JsonObject Jwk(RSAParameters key, string kid) =>
        new() { ["kty"] = "RSA", ["kid"] = kid, ["n"] = Some.Encoded(key.Modulus!), ["e"] = Some.Encoded(key.Exponent!) };

    private static Secret SignedWith(RSA rsa, string kid)
    {
        var signed = $"{Some.Encoded($$"""{"alg":"RS256","kid":"{{kid}}"}""")}.{Some.Encoded(Some.Claims().ToJsonString())}";
        return new Secret($"{signed}.{Some.Encoded(rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}");
    }

    private static string Evened(string modulus)
    {
        var number = new BigInteger(System.Buffers.Text.Base64Url.DecodeFromChars(modulus), isUnsigned: true, isBigEndian: true) - 1;
        return Some.Encoded(number.ToByteArray(isUnsigned: true, isBigEndian: true));
    }
}
