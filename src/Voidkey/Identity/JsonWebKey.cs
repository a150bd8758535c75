using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace Voidkey.Identity;

/// <summary>Reads one JWK (RFC 7517 §4) into a key, or says why it is of no use to us.</summary>
internal static class JsonWebKey
{
    private const int MinRsaBits = 2048;
    private const int MaxRsaBits = 8192;

    public static bool TryRead(
        JsonElement jwk, IReadOnlyList<SignatureAlgorithm> allowed, [NotNullWhen(true)] out SigningKey? key, [NotNullWhen(false)] out string? unfit)
    {
        (key, unfit) = (null, null);
        string? type = null;
        if (jwk.ValueKind != JsonValueKind.Object || !jwk.TryGetText("kty", out type)) unfit = "no 'kty'";
        else if (jwk.TryGetProperty("use", out var use) && !(use.TryGetText(out var usage) && usage == "sig")) unfit = "'use' is not 'sig'";
        else if (jwk.TryGetProperty("key_ops", out var operations) && !AllowsVerify(operations)) unfit = "'key_ops' lacks 'verify'";
        else if (jwk.TryGetProperty("kid", out var id) && !id.TryGetText(out _)) unfit = "'kid' is not a text";
        else if (jwk.TryGetProperty("alg", out var named) && !named.TryGetText(out _)) unfit = "'alg' is not a text";

        // Whoever can read it here can sign with it.
        else if (jwk.TryGetProperty("d", out _)) unfit = "it is a private key ('d')";
        if (unfit is not null) return false;

        jwk.TryGetText("kid", out var keyId);
        jwk.TryGetText("alg", out var only);

        // RFC 8725 §3.1: a key that names its algorithm is used with no other.
        SignatureAlgorithm[] fitting = [.. allowed.Where(algorithm => only is null || algorithm.Name == only)];
        try
        {
            key = type switch
            {
                "RSA" => ReadRsa(jwk, keyId, [.. fitting.Where(static algorithm => algorithm.Padding is not null)], out unfit),
                "EC" => ReadEc(jwk, keyId, fitting, out unfit),
                _ => null,
            };
        }
        catch (CryptographicException)
        {
            unfit = "the platform refuses it";
        }

        unfit ??= key is null ? "its 'kty' is neither RSA nor EC" : null;
        return key is not null;
    }

    private static SigningKey? ReadRsa(JsonElement jwk, string? keyId, SignatureAlgorithm[] algorithms, out string? unfit)
    {
        unfit = null;
        if (algorithms.Length == 0) unfit = "its algorithm is not allowed";
        else if (!TryGetBytes(jwk, "n", out var modulus) || !TryGetBytes(jwk, "e", out var exponent)) unfit = "'n' or 'e' is not base64url";
        else if (BitLength(modulus) is < MinRsaBits or > MaxRsaBits) unfit = $"its modulus is not {MinRsaBits} to {MaxRsaBits} bits";
        else if ((modulus[^1] & 1) == 0) unfit = "its modulus is even";
        else if (Roca.Made(modulus)) unfit = "its modulus is of the ROCA kind";

        // e = 1 makes the padded hash its own signature: anyone could forge.
        else if (exponent.Length > 4 || (exponent[^1] & 1) == 0 || exponent is [1]) unfit = "its exponent is not an odd number from 3 to 2^32";
        else return SigningKey.Rsa(keyId, algorithms, new RSAParameters { Modulus = modulus, Exponent = exponent });
        return null;
    }

    private static SigningKey? ReadEc(JsonElement jwk, string? keyId, SignatureAlgorithm[] allowed, out string? unfit)
    {
        unfit = null;
        jwk.TryGetText("crv", out var curve);
        var algorithm = allowed.FirstOrDefault(candidate => candidate.Curve is not null && candidate.Curve == curve);
        var (named, bytes) = curve switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, 32),
            "P-384" => (ECCurve.NamedCurves.nistP384, 48),
            _ => (ECCurve.NamedCurves.nistP521, 66),
        };
        if (algorithm is null) unfit = "its curve or algorithm is not allowed";
        else if (!jwk.TryGetText("x", out var x) || !jwk.TryGetText("y", out var y)) unfit = "'x' or 'y' is missing";
        else if (!StrictJson.TryDecode(x, out var qx) || !StrictJson.TryDecode(y, out var qy) || qx.Length != bytes || qy.Length != bytes) unfit = "'x' or 'y' is not of the curve's length";
        else return SigningKey.Ec(keyId, algorithm, new ECParameters { Curve = named, Q = new ECPoint { X = qx, Y = qy } });
        return null;
    }

    private static bool AllowsVerify(JsonElement operations) =>
        operations.ValueKind == JsonValueKind.Array && operations.EnumerateArray().Any(static operation => operation.TryGetText(out var text) && text == "verify");

    // RFC 7518 §2 wants no leading zeros; some providers have one all the same, and it changes nothing.
    private static bool TryGetBytes(JsonElement jwk, string name, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (!jwk.TryGetText(name, out var text) || !StrictJson.TryDecode(text, out var decoded)) return false;
        bytes = decoded.AsSpan().TrimStart((byte)0).ToArray();
        return bytes.Length > 0;
    }

    private static int BitLength(byte[] bigEndian) => (bigEndian.Length * 8) - System.Numerics.BitOperations.LeadingZeroCount((uint)bigEndian[0]) + 24;
}
