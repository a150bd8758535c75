using System.Globalization;
using System.Text.RegularExpressions;
using Voidkey.Access;
using Voidkey.Identity;

namespace Voidkey.Providers.Sts;

/// <summary>A session name with claims in it. What stands between them is kept; callers whose claims differ never share a name.</summary>
internal sealed partial class ClaimedSessionName(ClaimTemplate template) : ICallerText
{
    /// <summary>How much the text between the claims may have: the rest is for the claims and a hash.</summary>
    public const int MaxLiteral = 32;

    private readonly int _room = RoleSessionName.MaxReadable - template.Literals.Sum(static literal => literal.Length);

    public Result<string> For(Principal caller)
    {
        if (!template.ClaimsOf(caller).TryGet(out var claims, out var error)) return error;

        var name = ClaimTemplate.Join(template.Literals, claims);
        return RoleSessionName.IsValid(name) && !Hashed().IsMatch(name) && CanBeReadBack(claims) ? name : WithHash(claims);
    }

    // Each claim ends where the text after it first occurs; else two callers whose claims meet elsewhere could read alike.
    private bool CanBeReadBack(string[] claims)
    {
        for (var i = 0; i < claims.Length - 1; i++)
        {
            var next = template.Literals[i + 1];
            if (string.Concat(claims[i], next).IndexOf(next, StringComparison.Ordinal) != claims[i].Length) return false;
        }

        return true;
    }

    private string WithHash(string[] claims)
    {
        var share = claims.Sum(static claim => claim.Length) <= _room ? _room : _room / claims.Length;
        var readable = ClaimTemplate.Join(template.Literals, Array.ConvertAll(claims, claim => RoleSessionName.Readable(claim, share)));
        return $"{readable}-{RoleSessionName.Hash(string.Concat(claims.Select(static claim => string.Create(CultureInfo.InvariantCulture, $"{claim.Length}:{claim}"))))}";
    }

    // What looks hashed is hashed: nobody picks a claim that reads like another's name.
    [GeneratedRegex(@"-[0-9a-f]{20}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hashed();
}
