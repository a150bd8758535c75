namespace Voidkey.Identity;

/// <summary>What a JWT says of itself, its signature not checked. Good for comparing, never for deciding who someone is.</summary>
/// <param name="Issuer">The <c>iss</c>, if it is a text.</param>
/// <param name="Audience">The <c>aud</c>, a text or a list of texts; empty where there is none.</param>
/// <param name="ExpiresAt">The <c>exp</c>, if it is a date.</param>
/// <param name="Id">The <c>jti</c>, if it is a text.</param>
public sealed record UnverifiedClaims(string? Issuer, IReadOnlyList<string> Audience, DateTimeOffset? ExpiresAt, string? Id = null);
