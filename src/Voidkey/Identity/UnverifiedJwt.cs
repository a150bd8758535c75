namespace Voidkey.Identity;

/// <summary>Reads what a JWT says of itself, for tokens that somebody else will verify.</summary>
internal static class UnverifiedJwt
{
    /// <returns>Null where it is no JWT: an opaque token is as good.</returns>
    public static UnverifiedClaims? TryRead(string compact)
    {
        var segments = compact.Split('.', 4);
        if (segments.Length != 3 || !StrictJson.TryDecode(segments[1], out var payload) || !StrictJson.TryReadObject(payload, out var claims)) return null;

        claims.TryGetText("iss", out var issuer);
        return new UnverifiedClaims(issuer, TokenClaims.Audiences(claims), NumericDate.TryRead(claims, "exp", out var expiresAt) ? expiresAt : null);
    }
}
