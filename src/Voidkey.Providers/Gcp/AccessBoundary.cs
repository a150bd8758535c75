using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Voidkey.Access;
using Voidkey.Identity;

namespace Voidkey.Providers.Gcp;

/// <summary>A Credential Access Boundary, as STS takes it in <c>options</c>, with claims in its expressions where it has any.</summary>
/// <param name="json">What stands before, between and after the claims, JSON already.</param>
/// <param name="expressions">Those that the claims stand in, in the order of the JSON.</param>
internal sealed class AccessBoundary(IReadOnlyList<string> json, IReadOnlyList<ClaimTemplate> expressions) : ICallerText
{
    /// <summary>STS REST API, Options: the boundary should not exceed this many characters.</summary>
    public const int MaxLength = 2048;

    /// <summary>What the boundary stands in.</summary>
    public const string Opening = "{\"accessBoundary\":";

    // What ends a text of CEL, or begins an escape in it. None of it is in a bucket's or an object's name that anybody should be told apart by.
    private static readonly SearchValues<char> Quotes = SearchValues.Create("'\"\\`");

    public Result<string> For(Principal caller)
    {
        var claims = new List<string>();
        foreach (var expression in expressions)
        {
            if (!expression.ClaimsOf(caller).TryGet(out var own, out var error)) return error;
            claims.AddRange(own);
        }

        if (claims.Exists(static claim => claim.AsSpan().ContainsAny(Quotes))) return Unusable("have a quote or a backslash in them");
        var options = ClaimTemplate.Join(json, claims.ConvertAll(static claim => JsonEncodedText.Encode(claim).Value));
        var length = options.Length - Opening.Length - 1;
        return length <= MaxLength ? options : Unusable(string.Create(CultureInfo.InvariantCulture, $"make it too long: {length} characters of {MaxLength}"));
    }

    private static BrokerError Unusable(string fault) =>
        new(BrokerErrorCode.ClaimUnusable, $"The token's claims cannot be used for this key's access boundary: they {fault}.", $"in the access boundary the claims {fault}");
}
