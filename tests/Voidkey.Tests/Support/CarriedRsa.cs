using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Voidkey.Tests.Support;

/// <summary>Takes a vector's RSA signature apart, puts our hash where its hash was, and signs the block as it is, defect and all.</summary>
public sealed class CarriedRsa
{
    private static readonly HashAlgorithmName[] Hashes =
        [HashAlgorithmName.SHA256, HashAlgorithmName.SHA384, HashAlgorithmName.SHA512, HashAlgorithmName.SHA1, HashAlgorithmName.MD5];

    private readonly BigInteger _n, _e, _p, _q, _dp, _dq, _qi;
    private readonly int _bytes;

    public CarriedRsa(JsonObject jwk)
    {
        (_n, _e, _p, _q, _dp, _dq, _qi) = (Number(jwk, "n"), Number(jwk, "e"), Number(jwk, "p"), Number(jwk, "q"), Number(jwk, "dp"), Number(jwk, "dq"), Number(jwk, "qi"));
        _bytes = (int)((_n.GetBitLength() + 7) / 8);
    }

    /// <param name="signature">The vector's.</param>
    /// <param name="theirs">What it signs.</param>
    /// <param name="ours">What the result is to sign.</param>
    public byte[] Carry(byte[] signature, byte[] theirs, byte[] ours, string algorithm)
    {
        byte[] Carried(byte[] exact) => Sign(Swap(Block(exact), theirs, ours, algorithm));
        if (signature.Length == _bytes) return Carried(signature);
        if (signature.Length < _bytes) return [.. Carried([.. signature, .. new byte[_bytes - signature.Length]])[..signature.Length]];

        var surplus = signature.Length - _bytes;
        if (signature.AsSpan(0, surplus).IndexOfAnyExcept((byte)0) < 0) return [.. new byte[surplus], .. Carried(signature[surplus..])];
        if (signature.AsSpan(_bytes).IndexOfAnyExcept((byte)0) < 0) return [.. Carried(signature[.._bytes]), .. new byte[surplus]];
        return Bytes(new BigInteger(Carried(Bytes(new BigInteger(signature, isUnsigned: true, isBigEndian: true) % _n, _bytes)), isUnsigned: true, isBigEndian: true) + _n, signature.Length);
    }

    private byte[] Swap(byte[] block, byte[] theirs, byte[] ours, string algorithm)
    {
        foreach (var hash in Hashes)
        {
            var at = block.AsSpan().IndexOf(CryptographicOperations.HashData(hash, theirs));
            if (at < 0) continue;
            CryptographicOperations.HashData(hash, ours).CopyTo(block, at);
            return block;
        }

        return algorithm.StartsWith("PS", StringComparison.Ordinal) && block[^1] == 0xBC ? SwapPss(block, theirs, ours, algorithm) : block;
    }

    // RFC 8017 §9.1.1: unmask DB, hash anew with its salt, mask again. What was wrong with H, DB or the masks stays wrong.
    private static byte[] SwapPss(byte[] block, byte[] theirs, byte[] ours, string algorithm)
    {
        var named = new HashAlgorithmName("SHA" + algorithm[2..]);
        foreach (var hash in Hashes.Prepend(named))
        {
            var (h, db) = Unmask(block, hash);
            var separator = db.AsSpan().IndexOfAnyExcept((byte)0);
            byte[][] salts = [db[(separator + 1)..], db[^h.Length..], []];
            if (Array.Find(salts, salt => Hash(hash, theirs, salt).AsSpan().SequenceEqual(h)) is { } used) return Mask(block, db, Hash(hash, ours, used), hash);
        }

        var (wrong, data) = Unmask(block, named);
        var (right, anew) = (Hash(named, theirs, data[^wrong.Length..]), Hash(named, ours, data[^wrong.Length..]));
        return Mask(block, data, [.. anew.Select((b, i) => (byte)(b ^ wrong[i] ^ right[i]))], named);
    }

    private static (byte[] Hash, byte[] Db) Unmask(byte[] block, HashAlgorithmName hash)
    {
        var size = CryptographicOperations.HashData(hash, []).Length;
        var (masked, h) = (block[..(block.Length - size - 1)], block[(block.Length - size - 1)..^1]);
        var db = Xor(masked, Mgf1(h, masked.Length, hash));
        db[0] &= 0x7F;
        return (h, db);
    }

    private static byte[] Mask(byte[] block, byte[] db, byte[] h, HashAlgorithmName hash)
    {
        var masked = Xor(db, Mgf1(h, db.Length, hash));
        masked[0] = (byte)((masked[0] & 0x7F) | (block[0] & 0x80));
        return [.. masked, .. h, block[^1]];
    }

    private static byte[] Hash(HashAlgorithmName hash, byte[] message, byte[] salt) => CryptographicOperations.HashData(hash, [.. new byte[8], .. CryptographicOperations.HashData(hash, message), .. salt]);

    private static byte[] Mgf1(byte[] seed, int length, HashAlgorithmName hash)
    {
        var mask = new List<byte>();
        for (var counter = 0; mask.Count < length; counter++) mask.AddRange(CryptographicOperations.HashData(hash, [.. seed, 0, 0, 0, (byte)counter]));
        return [.. mask.Take(length)];
    }

    private static byte[] Xor(byte[] left, byte[] right) => [.. left.Select((b, i) => (byte)(b ^ right[i]))];

    private byte[] Block(byte[] signature) => Bytes(BigInteger.ModPow(new BigInteger(signature, isUnsigned: true, isBigEndian: true), _e, _n), _bytes);

    private byte[] Sign(byte[] block)
    {
        var m = new BigInteger(block, isUnsigned: true, isBigEndian: true);
        if (_e.IsOne || m >= _n) return block;

        var (m1, m2) = (BigInteger.ModPow(m, _dp, _p), BigInteger.ModPow(m, _dq, _q));
        var h = (((m1 - m2) * _qi % _p) + _p) % _p;
        return Bytes(m2 + (h * _q), _bytes);
    }

    private static byte[] Bytes(BigInteger number, int length)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[Math.Max(0, length - bytes.Length)], .. bytes];
    }

    private static BigInteger Number(JsonObject jwk, string member) =>
        jwk[member] is { } text ? new BigInteger(Base64Url.DecodeFromChars((string)text!), isUnsigned: true, isBigEndian: true) : BigInteger.Zero;
}
