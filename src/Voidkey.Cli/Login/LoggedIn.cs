using Voidkey.Cli.Sessions;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Login;

/// <summary>Makes a session of what the token endpoint handed out.</summary>
internal static class LoggedIn
{
    private const string AccessTokens = "access_token";

    /// <param name="nonce">What the ID token must repeat; null: nothing.</param>
    public static Result<Session> Of(LoginTarget target, TokenGrant grant, string? nonce, DateTimeOffset now)
    {
        if (grant.IdToken is not { } idToken) return LoginFailure.Of("the identity provider handed out no ID token", "the scope `openid` makes it do so");
        if (!IdToken.Check(idToken, target.Idp.Issuer, target.Terms.ClientId, nonce, now).TryGet(out var claims, out var failure)) return failure;
        var showsAccess = target.Terms.SubjectTokenKind == AccessTokens;
        if (!Shown(showsAccess, grant, now).TryGet(out var shown, out failure)) return failure;
        return new Session(
            target.Key, target.Idp.Issuer, target.Terms.ClientId, claims.Subject!, showsAccess, shown.Bearer, now, shown.ExpiresAt, grant.RefreshToken, target.Idp.TokenEndpoint, target.Idp.RevocationEndpoint);
    }

    /// <summary>The next token of the same session (OpenID Connect Core 1.0, section 12.2).</summary>
    public static Result<Session> Next(Session session, TokenGrant grant, DateTimeOffset now)
    {
        if (grant.IdToken is { } idToken)
        {
            if (!IdToken.Check(idToken, session.Issuer, session.ClientId, null, now).TryGet(out var claims, out var failure)) return failure;
            if (claims.Subject != session.Subject) return LoginFailure.Of("the identity provider's new ID token is of somebody else", hint: SessionRegistry.HowToRenew(session.Key));
        }

        if (!Shown(session.ShowsAccessToken, grant, now).TryGet(out var shown, out var missing)) return missing;

        // Where none comes along, the old one is good for another time (RFC 6749, section 6).
        return session with { Bearer = shown.Bearer, IssuedAt = now, ExpiresAt = shown.ExpiresAt, Refresh = grant.RefreshToken ?? session.Refresh };
    }

    private static Result<ShownToken> Shown(bool isAccess, TokenGrant grant, DateTimeOffset now)
    {
        if ((isAccess ? grant.AccessToken : grant.IdToken) is not { } bearer) return LoginFailure.Of($"the identity provider handed out no {(isAccess ? "access" : "ID")} token");
        var expires = UnverifiedToken.Read(bearer)?.ExpiresAt ?? (isAccess && grant.Seconds is { } seconds ? now.AddSeconds(seconds) : null);
        return expires is { } end ? new ShownToken(bearer, end) : LoginFailure.Of("the identity provider does not say when its token expires");
    }

    private sealed record ShownToken(Secret Bearer, DateTimeOffset ExpiresAt);
}
