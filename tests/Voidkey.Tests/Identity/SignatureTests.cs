using System.Security.Cryptography;
using System.Text;
using Voidkey.Identity;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Identity;

/// <summary>Signatures that are not (RFC 7518 §3.3–3.5).</summary>
public sealed class SignatureTests
{
    // The orders of the three curves.
    private static readonly Dictionary<string, (string Order, int Bytes)> Curves = new()
    {
        ["ES256"] = ("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 32),
        ["ES384"] = ("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973", 48),
        ["ES512"] = ("01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409", 66),
    };

    public static TheoryData<string> EllipticCurves { get; } = [.. Curves.Keys];

    public static TheoryData<string> RsaAlgorithms { get; } = ["RS256", "PS256", "RS512", "PS512"];

    [Theory, MemberData(nameof(EllipticCurves))]
    public async Task An_ECDSA_signature_is_two_numbers_in_range_of_exact_length(string algorithm)
    {
        using var world = new ValidatorWorld(algorithm);
        var (order, bytes) = (Convert.FromHexString(Curves[algorithm].Order), Curves[algorithm].Bytes);
        var (signed, good) = Parts(world);
        var (r, s) = (good[..bytes], good[bytes..]);
        byte[] zero = new byte[bytes], one = [.. new byte[bytes - 1], 1], full = [.. Enumerable.Repeat((byte)0xFF, bytes)];

        foreach (var (why, signature) in new (string, byte[])[]
        {
            ("r = s = 0", [.. zero, .. zero]), ("r = 0", [.. zero, .. s]), ("s = 0", [.. r, .. zero]), ("r = s = 1", [.. one, .. one]), ("r = n", [.. order, .. s]), ("s = n", [.. r, .. order]),
            ("r = s = n", [.. order, .. order]), ("all ones", [.. full, .. full]), ("r and s swapped", [.. s, .. r]), ("one byte short", good[..^1]), ("one byte long", [.. good, 0]), ("a zero before each", [0, .. r, 0, .. s]),
            ("a zero before it", [0, .. good]), ("half", r), ("twice", [.. good, .. good]), ("one byte", [1]), ("DER", Der(r, s)), ("a hundred zeros", new byte[100]), ("s + 1", [.. r, .. s[..^1], (byte)(s[^1] ^ 1)]),
        })
            await world.RefusesAsync(new Secret($"{signed}.{Some.Encoded(signature)}"), $"{algorithm}: {why}");

        await world.AcceptsAsync(new Secret($"{signed}.{Some.Encoded(good)}"));
    }

    [Theory, MemberData(nameof(RsaAlgorithms))]
    public async Task An_RSA_signature_has_the_length_of_its_key_and_is_of_its_kind(string algorithm)
    {
        using var world = new ValidatorWorld(algorithm);
        var (signed, good) = Parts(world);
        var modulus = System.Buffers.Text.Base64Url.DecodeFromChars((string)world.Key.PublicJwk()["n"]!);

        foreach (var (why, signature) in new (string, byte[])[]
        {
            ("zero", new byte[256]), ("one", [.. new byte[255], 1]), ("n", modulus), ("all ones", [.. Enumerable.Repeat((byte)0xFF, 256)]), ("one byte short", good[..^1]), ("one byte long", [.. good, 0]),
            ("a zero before it", [0, .. good]), ("one bit changed", [.. good[..^1], (byte)(good[^1] ^ 1)]), ("the bare hash", SHA256.HashData(Encoding.ASCII.GetBytes(signed))), ("random", RandomNumberGenerator.GetBytes(256)),
        })
            await world.RefusesAsync(new Secret($"{signed}.{Some.Encoded(signature)}"), $"{algorithm}: {why}");
    }

    [Fact]
    public void A_key_verifies_by_its_own_algorithms_and_as_its_own_kind_alone()
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (input, point, modulus) = ("what is signed"u8.ToArray(), made.ExportParameters(includePrivateParameters: false), new RSAParameters { Modulus = [.. Enumerable.Repeat((byte)0xFF, 64)], Exponent = [1, 0, 1] });
        var signature = made.SignData(input, HashAlgorithmName.SHA256);
        Assert.True(SigningKey.Ec("a", Named("ES256"), point).Verify(Named("ES256"), input, signature));

        Assert.False(SigningKey.Ec("a", Named("ES384"), point).Verify(Named("ES256"), input, signature));
        Assert.False(SigningKey.Ec("a", Named("PS256"), point).Verify(Named("PS256"), input, signature));
        Assert.False(SigningKey.Rsa("a", [Named("ES256")], modulus).Verify(Named("ES256"), input, signature));
    }

    [Fact]
    public async Task A_signature_of_one_token_is_none_of_another()
    {
        using var world = new ValidatorWorld();
        var first = world.Token().Reveal().Split('.');
        var second = world.Token(("sub", "root")).Reveal().Split('.');

        await world.RefusesAsync(new Secret($"{first[0]}.{second[1]}.{first[2]}"), "another's payload");
        await world.RefusesAsync(new Secret($"{second[1]}.{second[0]}.{second[2]}"), "header and payload swapped");
        await world.RefusesAsync(world.Idp.IssueRaw(Some.Header(world.Key).ToJsonString(), Some.Claims().ToJsonString(), Voidkey.Testing.SigningKey.Create("ES256")), "a stranger's, under our kid");
    }

    private static (string SigningInput, byte[] Signature) Parts(ValidatorWorld world)
    {
        var token = world.Token().Reveal();
        var dot = token.LastIndexOf('.');
        return (token[..dot], System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(dot + 1)));
    }

    private static byte[] Der(byte[] r, byte[] s)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new System.Numerics.BigInteger(r, isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new System.Numerics.BigInteger(s, isUnsigned: true, isBigEndian: true));
        }

        return writer.Encode();
    }

    private static SignatureAlgorithm Named(string name) => SignatureAlgorithm.Find(name)!;
}
