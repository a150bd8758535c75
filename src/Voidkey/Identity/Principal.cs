using System.Text.Json;

namespace Voidkey.Identity;

/// <summary>A verified caller. Its identity is (<see cref="Idp"/>, <see cref="Subject"/>), never the subject alone.</summary>
/// <param name="Idp">The configured name of the identity provider that signed.</param>
/// <param name="Issuer">The token's <c>iss</c>, equal to the configured one.</param>
/// <param name="Subject">The token's <c>sub</c>, not empty, as it stands.</param>
/// <param name="IssuedAt">The token's <c>iat</c>.</param>
/// <param name="ExpiresAt">The token's <c>exp</c>.</param>
public sealed record Principal(string Idp, string Issuer, string Subject, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    private readonly ClaimSet? _read;
    private readonly JsonElement _claims;

    /// <param name="claims">All claims, as they stand in the token.</param>
    public Principal(string idp, string issuer, string subject, DateTimeOffset issuedAt, DateTimeOffset expiresAt, JsonElement claims)
        : this(idp, issuer, subject, issuedAt, expiresAt) => _claims = claims;

    internal Principal(string idp, string issuer, string subject, DateTimeOffset issuedAt, DateTimeOffset expiresAt, ClaimSet claims)
        : this(idp, issuer, subject, issuedAt, expiresAt) => _read = claims;

    /// <summary>All claims, as they stand in the token.</summary>
    public JsonElement Claims
    {
        get => _read?.All ?? _claims;
        init => (_read, _claims) = (null, value);
    }

    /// <summary>What the token is counted under; null where it may be used as often as it is valid.</summary>
    internal TokenUse? Use { get; init; }
}
