using System.Security.Cryptography;
using System.Text;
using Voidkey.Http;

namespace Voidkey.Audit;

/// <summary>Stands a keyed hash in a record where a caller would be named: whoever has the key can look for somebody, and nobody else can. Two of one key are equal.</summary>
internal sealed class Pseudonyms : IEquatable<Pseudonyms>
{
    /// <summary>The shortest key, in bytes (RFC 2104 §3: no shorter than the hash).</summary>
    public const int ShortestKey = 32;

    private readonly byte[] _key;

    private Pseudonyms(byte[] key) => _key = key;

    /// <param name="content">The key in printable ASCII without blanks; one line break at its end is no part of it.</param>
    /// <returns>The pseudonyms; or why there are none, which goes on after "FILE: ".</returns>
    public static Fetched<Pseudonyms> Read(ReadOnlySpan<byte> content)
    {
        if (content.EndsWith("\n"u8)) content = content[..^(content.EndsWith("\r\n"u8) ? 2 : 1)];
        if (content.Length < ShortestKey) return new(null, $"it has {content.Length} bytes, and a key has {ShortestKey} at least: 'openssl rand -hex 32' makes one");

        // Any file would do for a key, and be one that half the world has.
        if (content.ContainsAnyExceptInRange((byte)'!', (byte)'~')) return new(null, "it is no key on a line of its own, without blanks and in ASCII: 'openssl rand -hex 32' makes one");
        return new(new Pseudonyms(content.ToArray()), "");
    }

    /// <returns><c>hmac-sha256:</c> and 64 hexadecimal digits: HMAC-SHA-256 of the text in UTF-8.</returns>
    public string Of(string text) => "hmac-sha256:" + Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));

    public bool Equals(Pseudonyms? other) => other is not null && CryptographicOperations.FixedTimeEquals(_key, other._key);

    public override bool Equals(object? obj) => Equals(obj as Pseudonyms);

    // Says nothing of the key.
    public override int GetHashCode() => _key.Length;
}
