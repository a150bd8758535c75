using Voidkey.Http;

namespace Voidkey.BrokerIdentity;

/// <summary>How a client secret is shown to the token endpoint (RFC 6749 §2.3.1, names of RFC 7591 §2).</summary>
internal enum ClientAuthentication
{
    /// <summary>Found out at the first fetch: in the body, and where that is refused as <c>invalid_client</c>, in the header.</summary>
    Auto = 0,

    /// <summary><c>client_secret_post</c>: in the body.</summary>
    Post,

    /// <summary><c>client_secret_basic</c>: in the <c>Authorization</c> header.</summary>
    Basic,
}

/// <summary>The broker's registration at its own identity provider.</summary>
/// <param name="Issuer">For discovery, where <paramref name="TokenEndpoint"/> is null.</param>
/// <param name="Scopes">Sent as <c>scope</c>; empty: not sent.</param>
/// <param name="Anchors">Whose certificates the provider has; null: those that the system trusts.</param>
internal sealed record ClientCredentials(
    string? Issuer, Uri? TokenEndpoint, string ClientId, Secret ClientSecret, ClientAuthentication Authentication, IReadOnlyList<string> Scopes, TrustAnchors? Anchors = null)
{
    /// <summary>True where both would be given the same tokens. Whatever is added to the record counts, unless it is said here not to.</summary>
    public bool IsSameAs(ClientCredentials other) =>
        ClientSecret.IsSameAs(other.ClientSecret) && Scopes.SequenceEqual(other.Scopes) && this with { ClientSecret = other.ClientSecret, Scopes = other.Scopes } == other;
}
