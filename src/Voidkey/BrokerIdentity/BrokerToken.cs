using Voidkey.Identity;

namespace Voidkey.BrokerIdentity;

/// <summary>The broker's own token, as its identity provider issued it.</summary>
/// <param name="Value">The token: a JWT, or opaque.</param>
/// <param name="Lifetime">How long it lives from the moment it was asked for.</param>
/// <param name="Claims">Its issuer and audience where it is a JWT, as it says itself; null where it is opaque.</param>
public sealed record BrokerToken(Secret Value, TimeSpan Lifetime, UnverifiedClaims? Claims = null);
