namespace Voidkey.Identity;

/// <summary>Reads what a JWT says of itself, for tokens that somebody else will verify.</summary>
public static class UnverifiedJwt
{
    /// <param name="compact">A token: a JWT, or opaque.</param>
    /// <returns>Null where it is no JWT (RFC 7519 §3, signed): an opaque token is as good.</returns>
    public static UnverifiedClaims? TryRead(string compact)
    {
        var segments = compact.Split('.', 4);
        if (segments.Length != 3 || !StrictJson.TryDecode(segments[1], out var payload) || !StrictJson.TryReadObject(payload, out var claims)) return null;

        claims.TryGetText("iss", out var issuer);
        claims.TryGetText("jti", out var id);
        return new UnverifiedClaims(issuer, TokenClaims.Audiences(claims), NumericDate.TryRead(claims, "exp", out var expiresAt) ? expiresAt : null, id);
    }
}
