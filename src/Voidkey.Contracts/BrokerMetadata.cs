using System.Text.Json.Serialization;

namespace Voidkey.Contracts;

/// <summary>The answer to <c>GET /.well-known/voidkey-configuration</c>: what a client must know to come with the right token. Needs none.</summary>
/// <param name="IdentityProviders">In the order of the configuration.</param>
public sealed record BrokerMetadata(IReadOnlyList<AcceptedIdp> IdentityProviders, BrokerLimits Limits);

/// <param name="Name">Its name in the configuration.</param>
/// <param name="Issuer">The exact <c>iss</c> of its tokens.</param>
/// <param name="Audience">One of these must be in <c>aud</c>; left out where the audience is not checked.</param>
/// <param name="Login">How people get a token of it; left out where they do not.</param>
public sealed record AcceptedIdp(string Name, string Issuer, IReadOnlyList<string>? Audience = null, LoginTerms? Login = null);

/// <summary>What a client must know to log somebody in. Where that happens, discovery at the issuer says.</summary>
/// <param name="ClientId">A public client; it has no secret.</param>
/// <param name="Scopes">What to ask for, <c>openid</c> among it.</param>
/// <param name="Flows">The grants that are offered, the first preferred: <c>authorization_code</c>, <c>device_code</c>.</param>
/// <param name="SubjectTokenKind">Which token of the provider's answer to show to the broker: <c>id_token</c> or <c>access_token</c>.</param>
/// <param name="Prompt">What the provider is to ask the person for; left out: consent, where <c>offline_access</c> is among the scopes.</param>
public sealed record LoginTerms(
    string ClientId, IReadOnlyList<string> Scopes, IReadOnlyList<string> Flows, [property: JsonPropertyName("subjectToken")] string SubjectTokenKind, string? Prompt = null);

/// <param name="MaxKeys">How many keys one request may name.</param>
/// <param name="MaxTokenBytes">The largest token.</param>
/// <param name="MaxBodyBytes">The largest request body.</param>
/// <param name="RequestSeconds">How long one request has, all that the broker asks others included.</param>
public sealed record BrokerLimits(int MaxKeys, int MaxTokenBytes, int MaxBodyBytes, int RequestSeconds);
