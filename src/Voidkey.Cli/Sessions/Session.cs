using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Sessions;

/// <summary>Somebody who has logged in.</summary>
/// <param name="Key">Where.</param>
/// <param name="Issuer">The exact <c>iss</c> of his tokens.</param>
/// <param name="ClientId">The client that he logged in through.</param>
/// <param name="Subject">Who he is to the issuer.</param>
/// <param name="ShowsAccessToken">Whether <paramref name="Bearer"/> is an access token and no ID token.</param>
/// <param name="Bearer">What is shown to the broker.</param>
/// <param name="IssuedAt">When we got it, by our clock.</param>
/// <param name="ExpiresAt">When it expires.</param>
/// <param name="Refresh">What gets the next one; null: nothing does.</param>
/// <param name="TokenEndpoint">Where.</param>
/// <param name="RevocationEndpoint">Where tokens are given back (RFC 7009); null: the issuer announces no such place.</param>
internal sealed record Session(
    SessionKey Key,
    string Issuer,
    string ClientId,
    string Subject,
    bool ShowsAccessToken,
    Secret Bearer,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    Secret? Refresh,
    Uri TokenEndpoint,
    Uri? RevocationEndpoint)
{
    private static readonly TimeSpan LeastLife = TimeSpan.FromSeconds(60);

    /// <summary>From here on another token is asked for: at 80 % of its life, or a minute before its end.</summary>
    public DateTimeOffset RefreshAt
    {
        get
        {
            var (most, last) = (IssuedAt + (0.8 * (ExpiresAt - IssuedAt)), ExpiresAt - LeastLife);
            return most < last ? most : last;
        }
    }
}
