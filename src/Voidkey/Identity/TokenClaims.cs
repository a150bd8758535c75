using System.Text.Json;

namespace Voidkey.Identity;

/// <summary>The checks of the registered claims (RFC 7519 §4.1), and of those that the issuer's tokens must have. Expiry comes last: "expired" means that all else is right.</summary>
internal static class TokenClaims
{
    public static Result<Principal> Check(ClaimSet claims, TrustedIssuer issuer, DateTimeOffset now)
    {
        if (!claims.TryGetText("iss"u8, out var iss) || !string.Equals(iss, issuer.Issuer, StringComparison.Ordinal)) return BrokerError.InvalidToken("'iss' is not this issuer");
        if (issuer.Audiences is { } audiences && !IsFor(claims, audiences)) return BrokerError.InvalidToken($"'aud' is none of {issuer.Name}'s audiences");
        if (!claims.TryGetText("sub"u8, out var subject) || subject.Length == 0) return BrokerError.InvalidToken("'sub' is missing, empty or not a text");
        if (claims.Has("jti"u8) && !claims.TryGetText("jti"u8, out _)) return BrokerError.InvalidToken("'jti' is not a text");

        if (!NumericDate.TryRead(claims, "iat"u8, out var issuedAt)) return BrokerError.InvalidToken("'iat' is missing or not a date");
        if (!NumericDate.TryRead(claims, "exp"u8, out var expiresAt)) return BrokerError.InvalidToken("'exp' is missing or not a date");
        if (issuedAt > now + issuer.ClockSkew) return BrokerError.InvalidToken("'iat' lies ahead");
        if (now - issuedAt > issuer.MaxTokenAge) return BrokerError.InvalidToken($"issued longer ago than {issuer.MaxTokenAge}");
        if (claims.Has("nbf"u8))
        {
            if (!NumericDate.TryRead(claims, "nbf"u8, out var notBefore)) return BrokerError.InvalidToken("'nbf' is not a date");
            if (notBefore > now + issuer.ClockSkew) return BrokerError.InvalidToken("'nbf' lies ahead");
        }

        if (issuer.RequiredClaims?.Invoke(claims.All) is { } wrong) return BrokerError.InvalidToken($"'requiredClaims' of {issuer.Name} do not hold: {wrong}");

        if (now - issuer.ClockSkew >= expiresAt)
            return new BrokerError(BrokerErrorCode.TokenExpired, "The subject token has expired. Get a new one from your identity provider.", $"expired at {expiresAt:O}");

        return new Principal(issuer.Name, issuer.Issuer, subject, issuedAt, expiresAt, claims);
    }

    /// <summary>What <c>aud</c> names; empty where it is absent or neither a text nor a list.</summary>
    public static IReadOnlyList<string> Audiences(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var aud)) return [];
        if (aud.TryGetText(out var only)) return [only];
        return aud.ValueKind == JsonValueKind.Array ? [.. aud.EnumerateArray().Select(static entry => entry.TryGetText(out var text) ? text : null).OfType<string>()] : [];
    }

    /// <summary><c>aud</c> is a text or a list of texts; anything else in it is for nobody.</summary>
    private static bool IsFor(ClaimSet claims, IReadOnlyList<string> audiences)
    {
        if (claims.TryGetText("aud"u8, out var only)) return audiences.Contains(only, StringComparer.Ordinal);
        if (!claims.TryGet("aud"u8, out var aud) || aud.ValueKind != JsonValueKind.Array) return false;

        var found = false;
        foreach (var entry in aud.EnumerateArray())
        {
            if (!entry.TryGetText(out var text)) return false;
            found |= audiences.Contains(text, StringComparer.Ordinal);
        }

        return found;
    }
}
