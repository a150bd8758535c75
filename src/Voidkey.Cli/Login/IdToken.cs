using System.Text.Json;
using Voidkey.Cli.Output;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Login;

/// <summary>What must be true of an ID token before we believe who has logged in (OpenID Connect Core 1.0, section 3.1.3.7).</summary>
/// <remarks>It came from the token endpoint itself, over TLS or within this machine, which stands in for its signature (number 6 there). The broker verifies that anyhow.</remarks>
internal static class IdToken
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    /// <param name="nonce">What we sent along; null: nothing could be.</param>
    public static Result<UnverifiedToken> Check(Secret bearer, string issuer, string clientId, string? nonce, DateTimeOffset now)
    {
        if (UnverifiedToken.Read(bearer) is not { } claims) return Unfit("it is not a JWT");
        if (claims.Issuer != issuer) return Unfit($"it is of {claims.Issuer ?? "nobody"}, not of {issuer}");
        if (!claims.Audience.Contains(clientId, StringComparer.Ordinal)) return Unfit("it is for another client");
        if (claims.Audience.Count > 1 && Text(claims, "azp") != clientId) return Unfit("it was issued to another client (azp)");
        if (string.IsNullOrEmpty(claims.Subject)) return Unfit("it names nobody (sub)");
        if (claims.ExpiresAt is not { } expires) return Unfit("it does not say when it expires (exp)");
        if (expires <= now - ClockSkew) return Unfit($"it expired at {Instants.Format(expires)}; check the clock of this machine");
        if (nonce is not null && Text(claims, "nonce") != nonce) return Unfit("it answers another login than this one (nonce)");
        return claims;
    }

    public static string? Text(UnverifiedToken claims, string name) => claims.Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Failure Unfit(string reason) => LoginFailure.Of("the identity provider's ID token is not accepted", reason);
}
