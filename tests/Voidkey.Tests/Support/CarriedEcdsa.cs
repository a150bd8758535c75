using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Voidkey.Tests.Support;

/// <summary>Grafts what is odd about a vector's r and s onto a good signature of ours.</summary>
public sealed class CarriedEcdsa
{
    // The order of P-256, where all the odd vectors are.
    private static readonly BigInteger N = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
    private readonly byte[] _d;
    private readonly bool _small;

    public CarriedEcdsa(JsonObject jwk) => (_d, _small) = (Base64Url.DecodeFromChars((string)jwk["d"]!), Base64Url.DecodeFromChars((string)jwk["d"]!).Length <= 32);

    /// <param name="signature">The vector's; one that is not made of <paramref name="valid"/>'s numbers stays as it is.</param>
    /// <param name="valid">A good signature of the same message by the same key.</param>
    /// <param name="ours">What the result is to sign.</param>
    public byte[] Carry(byte[] signature, byte[] valid, byte[] ours)
    {
        var made = Sign(ours);
        if (signature.AsSpan().SequenceEqual(valid)) return made;
        if (!_small) return signature;

        var map = new Dictionary<BigInteger, BigInteger>();
        foreach (var (before, after) in new[] { (Half(valid, 0), Half(made, 0)), (Half(valid, 1), Half(made, 1)), (N - Half(valid, 1), N - Half(made, 1)) })
        {
            foreach (var change in new Func<BigInteger, BigInteger>[] { x => x, x => x + N, x => x + (BigInteger.One << 256), x => x << 8 }) map.TryAdd(change(before), change(after));
        }

        // The last s of a vector may be n - s: both sign the same.
        var size = signature.Length / 2;
        return [.. Bytes(map.GetValueOrDefault(Half(signature, 0), Half(signature, 0)), size), .. Bytes(map.GetValueOrDefault(Half(signature, 1), Half(signature, 1)), size)];
    }

    public byte[] Sign(byte[] message)
    {
        var (curve, hash) = _d.Length <= 32 ? (ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256) : _d.Length <= 48 ? (ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384) : (ECCurve.NamedCurves.nistP521, HashAlgorithmName.SHA512);
        using var key = ECDsa.Create(new ECParameters { Curve = curve, D = _d });
        return key.SignData(message, hash);
    }

    private static BigInteger Half(byte[] signature, int half)
    {
        var size = signature.Length / 2;
        return new BigInteger(signature.AsSpan(half * size, size), isUnsigned: true, isBigEndian: true);
    }

    private static byte[] Bytes(BigInteger number, int length)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[Math.Max(0, length - bytes.Length)], .. bytes];
    }
}
