using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Voidkey.Testing;
using Voidkey.Tests.Support;

namespace Voidkey.Tests.Identity;

/// <summary>A second opinion on a token: the usual library, configured as strictly as it can be. Where it is laxer than we are it says nothing; it must never be stricter.</summary>
internal sealed class Oracle(FakeIdp idp)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = 32 * 1024, MapInboundClaims = false };

    private readonly TokenValidationParameters _wanted = new()
    {
        ValidIssuer = The.Issuer,
        ValidAudience = The.Audience,
        IgnoreTrailingSlashWhenValidatingAudience = false,
        ValidAlgorithms = [idp.Key.Algorithm],
        TypeValidator = static (type, _, _) => string.IsNullOrEmpty(type) ? "JWT" : type.ToUpperInvariant() is "JWT" or "AT+JWT" or "APPLICATION/JWT" or "APPLICATION/AT+JWT" ? type : throw new SecurityTokenInvalidTypeException(),
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        TryAllIssuerSigningKeys = false,
        IssuerSigningKeyResolver = (_, _, kid, _) => new JsonWebKeySet($$"""{"keys":[{{idp.Key.PublicJwk().ToJsonString()}}]}""").GetSigningKeys().Where(key => kid is null or "" || key.KeyId == kid),
        LifetimeValidator = static (notBefore, expires, _, _) => expires is { } end && The.Moment.UtcDateTime - Skew < end && !(notBefore > The.Moment.UtcDateTime + Skew),
    };

    public async Task<bool> AcceptsAsync(Secret token) => (await _handler.ValidateTokenAsync(token.Reveal(), _wanted)).IsValid;
}
