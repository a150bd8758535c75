namespace Voidkey.Configuration;

/// <summary>How people get a token of a client IdP. The broker takes no part in it: it tells whoever asks, and the command line does it.</summary>
/// <param name="ClientId">The public client that is registered there (RFC 8252); it has no secret.</param>
/// <param name="Scopes">What is asked for, <c>openid</c> among it; <c>offline_access</c> where the provider wants it for a refresh token.</param>
/// <param name="Flows">The grants that are offered, the first preferred: <see cref="AuthorizationCode"/>, <see cref="DeviceCode"/>.</param>
/// <param name="Prompt">What the provider is to ask the person for (OpenID Connect Core 1.0, section 3.1.2.1); null: consent, where <c>offline_access</c> is asked for, as section 11 has it, and else nothing.</param>
/// <param name="SubjectTokenKind">Which token of the provider's answer is shown to the broker: <see cref="IdToken"/> or <see cref="AccessToken"/>.</param>
public sealed record IdpLogin(string ClientId, IReadOnlyList<string> Scopes, IReadOnlyList<string> Flows, string? Prompt, string SubjectTokenKind)
{
    /// <summary>With a browser on the same machine (RFC 6749 §4.1, RFC 7636).</summary>
    public const string AuthorizationCode = "authorization_code";

    /// <summary>With a browser anywhere (RFC 8628).</summary>
    public const string DeviceCode = "device_code";

    /// <summary>The ID token, whose audience is the client.</summary>
    public const string IdToken = "id_token";

    /// <summary>The access token, where it is a JWT for the broker.</summary>
    public const string AccessToken = "access_token";
}
