using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Voidkey.Identity;

namespace Voidkey.Providers.Sts;

/// <summary>The name under which a session shows up in the cloud's audit trail: <c>[\w+=,.@-]{2,64}</c> (AWS STS API, RoleSessionName).</summary>
internal static partial class RoleSessionName
{
    /// <summary>What is left of 64 characters beside a hash.</summary>
    public const int MaxReadable = 43;

    private const int HashBytes = 10;

    public static bool IsValid(string name) => Form().IsMatch(name);

    /// <summary>True where a text may stand in a name, though it may be too short or too long for one.</summary>
    public static bool IsPart(string text) => text.All(IsAllowed);

    /// <summary>A readable part of the subject and 80 bits of a hash of (idp, subject): two callers never share a name.</summary>
    public static string For(Principal principal)
    {
        // The length says where the provider's name ends: a subject may hold any character that could part the two.
        var hash = Hash(string.Create(CultureInfo.InvariantCulture, $"{principal.Idp.Length}:{principal.Idp}{principal.Subject}"));
        return $"{Readable(principal.Subject, MaxReadable)}-{hash}";
    }

    /// <summary>As much of a text as there is room for, and a <c>-</c> for what must not stand in a name.</summary>
    public static string Readable(string text, int room) => string.Create(Math.Min(text.Length, room), text, static (readable, text) =>
    {
        for (var i = 0; i < readable.Length; i++) readable[i] = IsAllowed(text[i]) ? text[i] : '-';
    });

    /// <summary>80 bits, in 20 characters.</summary>
    public static string Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToHexStringLower(hash[..HashBytes]);
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '=' or ',' or '.' or '@' or '-';

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@-]{2,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
