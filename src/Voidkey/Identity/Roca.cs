using System.Numerics;

namespace Voidkey.Identity;

/// <summary>Knows RSA keys of the ROCA kind (CVE-2017-15361): made by a library whose primes can be guessed, so anyone may have the private key.</summary>
internal static class Roca
{
    private const int Generator = 65537;

    // The odd primes that divide the library's constant for every key size that we take.
    private static readonly int[] Primes =
    [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
        101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
    ];

    /// <summary>True where the modulus is a power of 65537 to every small prime: by chance about once in 10^8 keys.</summary>
    public static bool Made(ReadOnlySpan<byte> modulus)
    {
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        return Array.TrueForAll(Primes, prime => IsPower((int)(n % prime), prime));
    }

    private static bool IsPower(int residue, int prime)
    {
        var power = 1;
        do
        {
            if (power == residue) return true;
            power = power * (Generator % prime) % prime;
        }
        while (power != 1);
        return false;
    }
}
