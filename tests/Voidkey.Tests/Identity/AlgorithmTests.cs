using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Voidkey.Identity;
using Voidkey.Tests.Support;
using Xunit;
using SigningKey = Voidkey.Testing.SigningKey;

namespace Voidkey.Tests.Identity;

/// <summary>One issuer, one list of algorithms, one key for one algorithm (RFC 8725 §3.1).</summary>
public sealed class AlgorithmTests
{
    private static readonly string[] Asymmetric = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
    private static readonly string[] Foreign = ["HS256", "HS384", "HS512", "none", "EdDSA"];

    public static TheoryData<string> Configured { get; } = [.. Asymmetric];

    public static TheoryData<string> Secrets { get; } =
        ["PKCS#1 PEM", "SubjectPublicKeyInfo PEM", "PEM without its last line break", "SubjectPublicKeyInfo DER", "PKCS#1 DER", "JWK", "JWK set", "modulus", "modulus as text", "nothing"];

    /// <summary>Fourteen algorithms against one that is allowed: only the diagonal passes.</summary>
    [Theory, MemberData(nameof(Configured))]
    public async Task Only_what_is_signed_with_the_allowed_algorithm_is_accepted(string allowed)
    {
        using var world = new ValidatorWorld(allowed);
        var keys = Asymmetric.Select(algorithm => algorithm == allowed ? world.Key : SigningKey.Create(algorithm)).ToArray();

        // All keys are published, so that it is not a missing key that refuses.
        world.Idp.PublishedKeys = [.. keys.Select(key => key.PublicJwk())];
        foreach (var key in keys)
        {
            var token = key.SignJws(Some.Header(key).ToJsonString(), Some.Claims().ToJsonString());
            if (key.Algorithm == allowed) await world.AcceptsAsync(token, key.Algorithm);
            else await world.RefusesAsync(token, $"signed with {key.Algorithm} where {allowed} is allowed");
        }

        foreach (var alg in Foreign) await world.RefusesAsync(world.TokenWithHeader(("alg", alg)), $"{alg} where {allowed} is allowed");
    }

    [Fact]
    public async Task All_allowed_algorithms_are_accepted_side_by_side()
    {
        using var world = new ValidatorWorld("RS256", Asymmetric);
        var keys = Asymmetric.Select(algorithm => SigningKey.Create(algorithm)).ToArray();
        world.Idp.PublishedKeys = [world.Key.PublicJwk(), .. keys.Select(key => key.PublicJwk())];

        foreach (var key in keys) await world.AcceptsAsync(key.SignJws(Some.Header(key).ToJsonString(), Some.Claims().ToJsonString()), key.Algorithm);
        foreach (var alg in Foreign) await world.RefusesAsync(world.TokenWithHeader(("alg", alg)), alg);
    }

    [Theory, MemberData(nameof(Secrets))]
    public async Task A_public_key_is_no_secret_to_sign_with(string form)
    {
        using var world = new ValidatorWorld("RS256", ["RS256", "PS256", "ES256"]);
        var secret = SecretOf(world.Key.PublicJwk(), form);
        foreach (var (alg, mac) in new (string, Func<byte[], byte[], byte[]>)[] { ("HS256", HMACSHA256.HashData), ("HS384", HMACSHA384.HashData), ("HS512", HMACSHA512.HashData) })
        {
            foreach (var header in new[] { Some.Header(world.Key, ("alg", alg)), Some.Header(world.Key), Some.Header(world.Key, ("alg", alg), ("kid", null)) })
            {
                var signed = $"{Some.Encoded(header.ToJsonString())}.{Some.Encoded(Some.Claims().ToJsonString())}";
                await world.RefusesAsync(new Secret($"{signed}.{Some.Encoded(mac(secret, Encoding.ASCII.GetBytes(signed)))}"), $"{alg} with {form}");
            }
        }
    }

    [Fact]
    public async Task A_symmetric_key_in_the_set_verifies_nothing()
    {
        using var world = new ValidatorWorld();
        var secret = RandomNumberGenerator.GetBytes(64);
        foreach (var alg in new[] { "HS256", "ES256", null })
        {
            var jwk = new JsonObject { ["kty"] = "oct", ["kid"] = "mac", ["k"] = Some.Encoded(secret) };
            if (alg is not null) jwk["alg"] = alg;
            world.Idp.PublishedKeys.Add(jwk);
        }

        var signed = $"{Some.Encoded(Some.Header(world.Key, ("alg", "HS256"), ("kid", "mac")).ToJsonString())}.{Some.Encoded(Some.Claims().ToJsonString())}";
        await world.RefusesAsync(new Secret($"{signed}.{Some.Encoded(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}"), "HS256 with a published oct key");
    }

    [Theory]
    [InlineData("RS256", "PS256"), InlineData("RS256", "RS512"), InlineData("PS256", "RS256"), InlineData("RS512", "RS256")]
    public async Task A_key_that_names_its_algorithm_is_used_with_no_other(string names, string signs)
    {
        using var world = new ValidatorWorld(signs, [names, signs]);
        var jwk = world.Key.PublicJwk();
        jwk["alg"] = names;
        var good = SigningKey.Create("RS256");
        world.Idp.PublishedKeys = [jwk, good.PublicJwk()];

        Assert.False((await world.AskAsync(world.Token())).TryGet(out _, out _));
        jwk.Remove("alg");
        world.Idp.PublishedKeys = [jwk.DeepClone(), good.PublicJwk()];
        world.Time.Advance(TimeSpan.FromSeconds(31));
        await world.AcceptsAsync(world.Token(), "the same key without alg");
    }

    [Theory]
    [InlineData("EdDSA"), InlineData("HS256"), InlineData("HS384"), InlineData("HS512"), InlineData("none"), InlineData("rs256"), InlineData("RS256 "), InlineData("RS1"), InlineData("ES256K"), InlineData("")]
    public void An_algorithm_that_cannot_be_trusted_does_not_exist(string name)
    {
        Assert.Null(SignatureAlgorithm.Find(name));
        Assert.Equal(Asymmetric, SignatureAlgorithm.All.Select(algorithm => algorithm.Name));
    }

    private static byte[] SecretOf(JsonObject jwk, string form)
    {
        var modulus = System.Buffers.Text.Base64Url.DecodeFromChars((string)jwk["n"]!);
        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = System.Buffers.Text.Base64Url.DecodeFromChars((string)jwk["e"]!) });
        return form switch
        {
            "PKCS#1 PEM" => Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem() + "\n"),
            "SubjectPublicKeyInfo PEM" => Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem() + "\n"),
            "PEM without its last line break" => Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()),
            "SubjectPublicKeyInfo DER" => rsa.ExportSubjectPublicKeyInfo(),
            "PKCS#1 DER" => rsa.ExportRSAPublicKey(),
            "JWK" => Encoding.UTF8.GetBytes(jwk.ToJsonString()),
            "JWK set" => Encoding.UTF8.GetBytes($"{{\"keys\":[{jwk.ToJsonString()}]}}"),
            "modulus" => modulus,
            "modulus as text" => Encoding.ASCII.GetBytes((string)jwk["n"]!),
            _ => [],
        };
    }
}
