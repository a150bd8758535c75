using System.Text.Json;

namespace Voidkey.Identity;

/// <summary>A verified caller. Its identity is (<see cref="Idp"/>, <see cref="Subject"/>), never the subject alone.</summary>
/// <param name="Idp">The configured name of the identity provider that signed.</param>
/// <param name="Issuer">The token's <c>iss</c>, equal to the configured one.</param>
/// <param name="Subject">The token's <c>sub</c>, not empty, as it stands.</param>
/// <param name="IssuedAt">The token's <c>iat</c>.</param>
/// <param name="ExpiresAt">The token's <c>exp</c>.</param>
/// <param name="Claims">All claims, as they stand in the token.</param>
public sealed record Principal(string Idp, string Issuer, string Subject, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, JsonElement Claims)
{
    /// <summary>What the token is counted under; null where it may be used as often as it is valid.</summary>
    internal TokenUse? Use { get; init; }
}
