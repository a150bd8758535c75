using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Voidkey.Identity;

namespace Voidkey.Providers.Sts;

/// <summary>The name under which a session shows up in the cloud's audit trail: <c>[\w+=,.@-]{2,64}</c> (AWS STS API, RoleSessionName).</summary>
internal static partial class RoleSessionName
{
    private const int MaxReadable = 43;
    private const int HashCharacters = 20;

    public static bool IsValid(string name) => Form().IsMatch(name);

    /// <summary>A readable part of the subject and 80 bits of a hash of (idp, subject): two callers never share a name.</summary>
    public static string For(Principal principal)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];

        // The length says where the provider's name ends: a subject may hold any character that could part the two.
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{principal.Idp.Length}:{principal.Idp}{principal.Subject}")), hash);

        return string.Create(Math.Min(principal.Subject.Length, MaxReadable) + 1 + HashCharacters, (principal.Subject, Hash: Convert.ToHexStringLower(hash)), static (name, from) =>
        {
            var readable = name[..^(HashCharacters + 1)];
            for (var i = 0; i < readable.Length; i++) readable[i] = IsAllowed(from.Subject[i]) ? from.Subject[i] : '-';
            name[readable.Length] = '-';
            from.Hash.AsSpan(0, HashCharacters).CopyTo(name[(readable.Length + 1)..]);
        });
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '=' or ',' or '.' or '@' or '-';

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@-]{2,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
