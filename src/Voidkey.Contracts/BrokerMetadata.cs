namespace Voidkey.Contracts;

/// <summary>The answer to <c>GET /.well-known/voidkey-configuration</c>: what a client must know to come with the right token. Needs none.</summary>
/// <param name="IdentityProviders">In the order of the configuration.</param>
public sealed record BrokerMetadata(IReadOnlyList<AcceptedIdp> IdentityProviders, BrokerLimits Limits);

/// <param name="Name">Its name in the configuration.</param>
/// <param name="Issuer">The exact <c>iss</c> of its tokens.</param>
/// <param name="Audience">One of these must be in <c>aud</c>; left out where the audience is not checked.</param>
public sealed record AcceptedIdp(string Name, string Issuer, IReadOnlyList<string>? Audience = null);

/// <param name="MaxKeys">How many keys one request may name.</param>
/// <param name="MaxTokenBytes">The largest token.</param>
/// <param name="MaxBodyBytes">The largest request body.</param>
/// <param name="RequestSeconds">How long one request has, all that the broker asks others included.</param>
public sealed record BrokerLimits(int MaxKeys, int MaxTokenBytes, int MaxBodyBytes, int RequestSeconds);
