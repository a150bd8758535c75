using Microsoft.Extensions.Logging;
using Voidkey.Http;

namespace Voidkey.BrokerIdentity;

/// <summary>The broker's registration at its own identity provider, whose token endpoint gives it tokens (RFC 6749 §4.4).</summary>
/// <param name="Issuer">For discovery, where <paramref name="TokenEndpoint"/> is null.</param>
/// <param name="Authentication">How it proves there that it is this client.</param>
/// <param name="Scopes">Sent as <c>scope</c>; empty: not sent.</param>
/// <param name="Anchors">Whose certificates the provider has; null: those that the system trusts.</param>
internal sealed record ClientCredentials(
    string? Issuer, Uri? TokenEndpoint, string ClientId, ClientAuthentication Authentication, IReadOnlyList<string> Scopes, TrustAnchors? Anchors = null) : TokenOrigin
{
    public override CachedTokenSource Open(OutboundHttp http, TimeProvider time, ILogger logger) =>
        new(new ClientCredentialsTokenSource(this, http, time, logger).FetchAsync, time);

    public override bool IsSameAs(TokenOrigin other) =>
        other is ClientCredentials client && Authentication.IsSameAs(client.Authentication) && Scopes.SequenceEqual(client.Scopes)
        && this with { Authentication = client.Authentication, Scopes = client.Scopes } == client;
}
