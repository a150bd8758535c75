using System.Text.RegularExpressions;

namespace Voidkey.Providers.TokenExchange;

/// <summary>Token type identifiers (RFC 8693 §3). Others are as good: a server may have its own.</summary>
internal static partial class TokenTypes
{
    public const string Jwt = "urn:ietf:params:oauth:token-type:jwt";

    /// <summary>What outlives the mint, and buys more: nobody is given one.</summary>
    public const string Refresh = "urn:ietf:params:oauth:token-type:refresh_token";

    /// <summary>An identifier is an absolute URI (RFC 3986 §4.3): a scheme, a colon and more.</summary>
    public static bool IsWellFormed(string uri) => Form().IsMatch(uri);

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]{1,31}:[!#-;=?-Z\[\]_a-z~]{1,1000}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
